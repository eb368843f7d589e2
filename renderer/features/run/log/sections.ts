import type { LogInfo } from '#shared/api/logs.ts';
import type { StepDetail } from '#shared/api/runs.ts';

/** A part of the log pane: one recording of a step, or a step that printed nothing yet. */
export interface Section {
  /** Stable over live data. */
  readonly key: string;
  readonly step: StepDetail;
  readonly log: LogInfo | null;
  /** What tells it from other recordings of the step. */
  readonly note: string;
}

/** The sections of a run: in the order of steps, each with its recordings by time; steps that have not begun have none. */
export function sectionsOf(steps: readonly StepDetail[], logs: readonly LogInfo[]): readonly Section[] {
  const byStep = new Map<string, LogInfo[]>();
  for (const log of logs) byStep.set(log.stepId, [...(byStep.get(log.stepId) ?? []), log]);
  return steps.flatMap((step): Section[] => {
    const { id, startedAt } = step.summary;
    const own = (byStep.get(id) ?? []).toSorted((one, other) => one.startedAt - other.startedAt);
    if (own.length === 0) return startedAt === null ? [] : [{ key: id, step, log: null, note: '' }];
    return own.map((log) => ({ key: log.logId, step, log, note: noteOf(log, own) }));
  });
}

function noteOf(log: LogInfo, own: readonly LogInfo[]): string {
  if (log.undo) return 'undo';
  return own.some((other) => !other.undo && other.try !== log.try) ? `try ${log.try}` : '';
}

/** What is unfolded before anybody touched it: what is live, what went wrong, and what is chosen. */
export function isOpenByItself(section: Section, selected: string | null): boolean {
  const { log, step } = section;
  if (log === null) return false;
  return !log.closed || step.summary.id === selected || step.status === 'failed' || step.status === 'indoubt';
}

/** How much a recording holds, in words. */
export function linesWord({ log, step }: Section): string {
  if (log === null) return step.summary.status === 'settled' ? 'no output' : 'no output yet';
  const count = `${log.lines.toLocaleString('en-US')} ${log.lines === 1 ? 'line' : 'lines'}`;
  return log.closed ? count : `${count}, live`;
}
