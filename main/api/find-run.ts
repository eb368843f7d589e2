import { operatorCommand } from '#main/runtime/operator-command.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ApiContext } from './context.ts';
import { valueOf } from './errors.ts';

/** The run of that id. Throws AppError `run.unknown`. */
export function requireRun({ store }: Pick<ApiContext, 'store'>, runId: RunId): RunSummary {
  const found = store.runs.get(runId);
  if (found !== undefined) return found;
  throw new AppError('run.unknown', 'there is no such run', { hint: 'it may be of another data folder' });
}

/** Commits a person's command on a run, in that person's name; the run as it is then. Throws AppError `run.…`, `input.secret`. */
export async function command(
  api: Pick<ApiContext, 'store' | 'actor' | 'services'>,
  runId: RunId,
  asked: Parameters<typeof operatorCommand>[2],
): Promise<RunSummary> {
  requireRun(api, runId);
  valueOf(await operatorCommand(api.services, runId, asked, api.actor));
  return requireRun(api, runId);
}
