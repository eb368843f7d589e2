import type { Store } from '#main/engine/ports/store.ts';
import type { WorkerView } from '#shared/api/board.ts';

/** A worker that has been silent for longer is not shown, ms. */
const SHOWN_MS = 3_600_000;

/** Live and lately silent workers. */
export function workerViews(store: Pick<Store, 'instances'>, now: number): readonly WorkerView[] {
  return store.instances
    .list()
    .filter(({ beatAt }) => now - beatAt < SHOWN_MS)
    .map(({ id, host, kind, beatAt }) => ({ instance: id, host, kind, beatAt }));
}
