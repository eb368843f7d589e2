import type { Question } from '#shared/api/questions.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import type { Decision } from '#shared/run/event.ts';
import { isProved, type ShownStatus } from '#shared/run/status.ts';

/** One thing that speaks for or against going on. */
export interface Evidence {
  readonly key: string;
  readonly status: ShownStatus;
  readonly text: string;
}

const MOST_EVIDENCE = 6;

/** What was read green so far, newest last; what a person who decides wants to see. */
export function evidenceOf(detail: RunDetail): readonly Evidence[] {
  const found = detail.steps.flatMap((step): Evidence[] => {
    const { summary, status } = step;
    if (summary.status !== 'settled') return [];
    if (!isProved(summary)) {
      return [{ key: summary.id, status, text: `${summary.title}: ${summary.reason}` }];
    }
    return step.checks.map((check, index) => ({
      key: `${summary.id}/${index}`,
      status: 'succeeded',
      text: check.name,
    }));
  });
  return found.slice(-MOST_EVIDENCE);
}

/** What a rejection leads to, by the plan's own rule. */
export function rejectionText(question: Question, detail: RunDetail | null): string {
  if (question.kind === 'confirm') return 'The check reads red: what was to be confirmed counts as not so.';
  if (detail === null) return 'The step is not run, and the plan says what becomes of the steps before it.';
  const acted = detail.steps.filter((step) => step.acts.some((act) => !act.undo));
  const number = question.stepIndex + 1;
  const kept = acted.length === 0 ? 'Nothing was changed so far.' : `${stepsWord(acted.length)} acted so far.`;
  switch (detail.plan.onFailure) {
    case 'rollback': {
      if (acted.length === 0) return `Step ${number} is not run. ${kept} The run ends as failed.`;
      const bare = acted.filter((step) => step.undo === null).length;
      const rest = bare === 0 ? '' : ` ${stepsWord(bare)} of them cannot be undone.`;
      return `Step ${number} is not run. ${kept} They are undone in reverse order.${rest}`;
    }
    case 'stop':
      return `Step ${number} is not run. ${kept} What they did stays. The run ends as failed.`;
    case 'pause':
      return `Step ${number} is not run. ${kept} The run then asks how to go on.`;
  }
}

function stepsWord(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}

/** What each decision does. */
export const DECISION_TEXTS: Readonly<Record<Decision, { readonly label: string; readonly text: string }>> = {
  recheck: { label: 'Read checks again', text: 'Nothing is done. If the checks read green, the run goes on.' },
  retry: {
    label: 'Do the step again',
    text: 'The checks are read first. If they are not green, the step acts once more.',
  },
  rollback: { label: 'Roll back', text: 'Steps that acted are undone in reverse order, and the undo is checked.' },
  stop: { label: 'Stop here', text: 'The run ends. Nothing is undone, and nothing more is done.' },
};

/** The decisions after which something may act. */
export function mayAct(decision: Decision): boolean {
  return decision === 'retry';
}

/** What a question is about, as a heading. */
export function questionTitle({ kind, stepIndex, stepTitle }: Question): string {
  const number = stepIndex + 1;
  switch (kind) {
    case 'approval':
      return `Step ${number} needs your approval: ${stepTitle}`;
    case 'confirm':
      return `Step ${number} needs your word: ${stepTitle}`;
    case 'form':
      return `Step ${number} needs values: ${stepTitle}`;
    case 'decision':
      return `Step ${number} cannot be settled by its checks: ${stepTitle}`;
  }
}

/** `22m left, then it expires`; `null` without an end. */
export function expiryText(expiresAt: number | null, now: number): string | null {
  if (expiresAt === null) return null;
  const left = expiresAt - now;
  if (left <= 0) return 'Expired';
  const minutes = Math.floor(left / 60_000);
  const word =
    minutes >= 60
      ? `${Math.floor(minutes / 60)}h ${minutes % 60}m`
      : minutes > 0
        ? `${minutes}m`
        : `${Math.ceil(left / 1000)}s`;
  return `${word} left, then it expires`;
}
