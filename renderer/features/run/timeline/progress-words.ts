import type { StepDetail } from '#shared/api/runs.ts';
import { isProved } from '#shared/run/status.ts';

/** `3 verified, 1 running, 3 to go`. */
export function stepWords(steps: readonly StepDetail[]): string {
  const count = (word: string, holds: (step: StepDetail) => boolean): string | null => {
    const number = steps.filter(holds).length;
    return number === 0 ? null : `${number} ${word}`;
  };
  const parts = [
    count('verified', ({ summary }) => isProved(summary)),
    count('failed', ({ status }) => status === 'failed'),
    count('rolled back', ({ status }) => status === 'rolledback'),
    count('in doubt', ({ status }) => status === 'indoubt'),
    count('running', ({ status }) => status === 'running' || status === 'verifying'),
    count('waiting', ({ status }) => status === 'approval'),
    count('skipped', ({ summary }) => summary.verdict === 'skipped'),
    count('to go', ({ summary }) => summary.status === 'pending'),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** `4 of 9`: checks that read green for good. */
export function verifierWords(steps: readonly StepDetail[]): string {
  const checks = steps.flatMap((step) => step.checks.map((check) => ({ step, check })));
  const green = checks.filter(({ step, check }) => {
    const reading = check.after ?? (step.summary.verdict === 'satisfied' ? check.before : null);
    return reading?.status === 'green';
  });
  return `${green.length} of ${checks.length}`;
}
