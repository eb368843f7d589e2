import type { RunId } from '#shared/run/ids.ts';
import type { RuntimeServices } from './services.ts';

/** Ends whatever is left running of a run, or of one of its steps, on this machine, and says what that was. */
export async function sweepRun(
  services: Pick<RuntimeServices, 'tools' | 'logger'>,
  runId: RunId,
  stepId?: string,
): Promise<void> {
  for (const tool of services.tools) {
    for (const { pid, command } of (await tool.sweep?.(runId, stepId)) ?? []) {
      services.logger.warn('ended a process that was left running', { runId, stepId, pid, command });
    }
  }
}
