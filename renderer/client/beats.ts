import type { WorkerView } from '#shared/api/board.ts';
import type { ConnectionState } from './link.ts';

/** A worker that is silent for so long is taken to be gone, ms: its lease has ended and others look at its runs. */
export const LEASE_MS = 10_000;

/** Workers with their beats in the clock of this page, which may differ from that of the control room (`at`, ms UTC). */
export function inPageTime(
  workers: readonly WorkerView[],
  { at, heardAt }: { readonly at: number; readonly heardAt: number },
): readonly WorkerView[] {
  return workers.map((worker) => ({ ...worker, beatAt: heardAt - Math.max(0, at - worker.beatAt) }));
}

/** How long nothing was heard of a worker that could have been heard, ms; `null` while the page hears of nobody. */
export function silenceMs(
  { beatAt }: Pick<WorkerView, 'beatAt'>,
  { status, since }: Pick<ConnectionState, 'status' | 'since'>,
  now: number,
): number | null {
  return status === 'open' ? Math.max(0, now - Math.max(beatAt, since)) : null;
}

/** How many of the workers are alive, and how long the last beat of any is ago, ms; `null` without any. */
export function workersAlive(
  workers: readonly WorkerView[],
  connection: Pick<ConnectionState, 'status' | 'since'>,
  now: number,
): { readonly alive: number; readonly all: number; readonly lastMs: number | null } {
  const isAlive = (worker: WorkerView): boolean => (silenceMs(worker, connection, now) ?? 0) < LEASE_MS;
  const last = workers.length === 0 ? null : Math.max(...workers.map(({ beatAt }) => beatAt));
  return {
    alive: workers.filter(isAlive).length,
    all: workers.length,
    lastMs: last === null ? null : Math.max(0, now - last),
  };
}
