import { silenceMs } from '#renderer/client/beats.ts';
import type { ConnectionState } from '#renderer/client/link.ts';
import type { WorkerView } from '#shared/api/board.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** From here on nobody knows what the act of a silent worker does, ms. */
export const SILENT_MS = 30_000;

/**
 * Whether the worker that has a run gives no sign of life: then nobody knows what its act does. `workers`: live and lately
 * silent ones. A page that is cut off hears of no worker, which says nothing about any.
 */
export function isOwnerSilent(
  run: Pick<RunSummary, 'execution' | 'owner'>,
  workers: readonly WorkerView[],
  connection: Pick<ConnectionState, 'status' | 'since'>,
  now: number,
): boolean {
  if (connection.status !== 'open') return false;
  if (run.owner === null || (run.execution !== 'running' && run.execution !== 'claimed')) return false;
  const owner = workers.find(({ instance }) => instance === run.owner);
  return owner === undefined || (silenceMs(owner, connection, now) ?? 0) > SILENT_MS;
}
