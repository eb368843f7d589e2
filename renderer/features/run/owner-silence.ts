import type { WorkerView } from '#shared/api/board.ts';
import type { RunSummary } from '#shared/run/run.ts';

const SILENT_MS = 30_000;

/** Whether the worker that has a run gives no sign of life: then nobody knows what its act does. `workers`: live and lately silent ones. */
export function isOwnerSilent(
  run: Pick<RunSummary, 'execution' | 'owner'>,
  workers: readonly WorkerView[],
  now: number,
): boolean {
  if (run.owner === null || (run.execution !== 'running' && run.execution !== 'claimed')) return false;
  const owner = workers.find(({ instance }) => instance === run.owner);
  return owner === undefined || now - owner.beatAt > SILENT_MS;
}
