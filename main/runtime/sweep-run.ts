import { errorMessage } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RuntimeServices } from './services.ts';

/** Ends whatever is left running of a run, or of one of its steps, on this machine, and says how many processes that were. */
export async function sweepRun(
  services: Pick<RuntimeServices, 'tools' | 'logger'>,
  runId: RunId,
  stepId?: string,
): Promise<number> {
  let ended = 0;
  for (const tool of services.tools) {
    for (const { pid, command } of (await tool.sweep?.(runId, stepId)) ?? []) {
      ended += 1;
      services.logger.warn('ended a process that was left running', { runId, stepId, pid, command });
    }
  }
  return ended;
}

/** The same for a canceled run, for its record: what could not be ended is a `problem`, never thrown. */
export async function sweepCanceled(
  services: Pick<RuntimeServices, 'tools' | 'logger'>,
  runId: RunId,
): Promise<{ readonly ended: number; readonly problem: string | null }> {
  try {
    return { ended: await sweepRun(services, runId), problem: null };
  } catch (error) {
    services.logger.error('what a canceled run started could not all be ended', { runId, error });
    return { ended: 0, problem: `it is not sure that nothing of it is running: ${errorMessage(error)}` };
  }
}
