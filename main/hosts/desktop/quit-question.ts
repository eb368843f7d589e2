import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** What becomes of runs under way when the app ends. */
export type QuitChoice = 'stay' | 'wait' | 'leave' | 'cancel';

/** The question to who quits while runs are under way here. Buttons stand in the order of `choices`. */
export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly choices: readonly QuitChoice[];
}

export function quitQuestion(runs: readonly Pick<RunSummary, 'number' | 'planName'>[]): QuitQuestion {
  const names = runs.slice(0, 8).map((run) => `${runLabel(run.number)} ${run.planName}`);
  if (runs.length > names.length) names.push(`and ${runs.length - names.length} more`);
  return {
    message: runs.length === 1 ? 'A run is under way' : `${runs.length} runs are under way`,
    detail: `${names.join('\n')}\n\nAfter a stop the acts under way end now. The next start reads their checks before anything is done again.`,
    buttons: ['Wait until done', 'Stop now, recover later', 'Cancel the runs', 'Do not quit'],
    choices: ['wait', 'leave', 'cancel', 'stay'],
  };
}
