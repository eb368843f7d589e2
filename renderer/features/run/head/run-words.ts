import { STATUS_LABELS } from '#renderer/ui/status.ts';
import type { RunDetail, StepDetail } from '#shared/api/runs.ts';

/** The step that works, waits or is in doubt; the first of several. */
export function currentStep({ steps }: Pick<RunDetail, 'steps'>): StepDetail | null {
  return steps.find(({ summary }) => summary.status !== 'pending' && summary.status !== 'settled') ?? null;
}

/** `Running, step 4 of 7`. */
export function statusWords(detail: Pick<RunDetail, 'status' | 'steps' | 'run'>): string {
  const { status, steps, run } = detail;
  const at = currentStep(detail);
  const isBad = status === 'failed' || status === 'rolledback' || status === 'indoubt';
  const shown = at ?? (isBad ? (steps.find(keptFromPassing) ?? null) : null);
  const wait =
    status === 'approval' && run.waitingFor !== null && run.waitingFor !== 'approval' ? WAITS[run.waitingFor] : null;
  const word = run.canceling
    ? 'Canceling'
    : run.paused && status === 'running'
      ? 'Pausing'
      : (wait ?? STATUS_LABELS[status]);
  return shown === null ? word : `${word}, step ${shown.summary.index + 1} of ${steps.length}`;
}

const WAITS = { form: 'Awaiting values', confirm: 'Awaiting your word', decision: 'Awaiting a decision' } as const;

/** How long people were waited for in all, ms. */
export function waitedMs({ steps }: Pick<RunDetail, 'steps'>, now: number): number {
  const spans = steps.flatMap((step) => step.spans.filter((span) => span.kind === 'wait'));
  return spans.reduce((sum, span) => sum + Math.max(0, (span.to ?? now) - span.from), 0);
}

/** What a retry from a step keeps, and what it does again. */
export function retryWords(
  detail: Pick<RunDetail, 'steps'>,
  fromStep: string,
): { readonly kept: string; readonly again: string } {
  const at = detail.steps.findIndex(({ summary }) => summary.id === fromStep);
  const before = detail.steps.slice(0, Math.max(0, at));
  const good = before.filter(
    ({ summary }) => summary.verdict !== null && KEPT.has(summary.verdict) && summary.undo === null,
  );
  const rest = detail.steps.length - good.length;
  const kept =
    good.length === 0
      ? 'Nothing is kept.'
      : `${good.length === 1 ? '1 step is' : `${good.length} steps are`} kept with outputs and proofs.`;
  return {
    kept,
    again: `${rest === 1 ? '1 step is' : `${rest} steps are`} checked first, and done only where the checks are not green.`,
  };
}

const KEPT: ReadonlySet<string> = new Set(['verified', 'satisfied', 'carried', 'skipped']);

/** True for a step that ended otherwise than well. */
export function keptFromPassing({ summary }: StepDetail): boolean {
  return summary.verdict !== null && !KEPT.has(summary.verdict);
}

/** The step that a person most likely wants to begin again at: the first that would not be kept. */
export function retryStart({ steps }: Pick<RunDetail, 'steps'>): string {
  const bad = steps.find(
    ({ summary }) => summary.undo !== null || summary.verdict === null || !KEPT.has(summary.verdict),
  );
  return (bad ?? steps[0])?.summary.id ?? '';
}
