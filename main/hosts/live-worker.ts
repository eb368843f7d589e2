import type { Store } from '#main/engine/ports/store.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';

/** Kinds of process that execute whatever is queued, and not only one run. */
const GENERAL_KINDS: ReadonlySet<string> = new Set(['worker', 'app', 'serve', 'mcp']);

interface Look {
  readonly store: Pick<Store, 'instances'>;
  /** ms UTC. */
  readonly now: number;
  readonly leaseMs: number;
}

/** Whether some process that beats would execute a queued run that asks for this lane (`null`: for any). */
export function hasLiveWorker({ store, now, leaseMs }: Look, lane: Lane | null): boolean {
  return store.instances
    .list()
    .some(
      ({ kind, beatAt, lanes, draining }) =>
        GENERAL_KINDS.has(kind) &&
        now - beatAt < leaseMs &&
        !draining &&
        (lane === null || lanes === null || lanes.includes(lane)),
    );
}

/** The same for every lane: nothing that can be queued waits for a worker. */
export function isEveryLaneWorked(look: Look): boolean {
  return LANES.every((lane) => hasLiveWorker(look, lane));
}
