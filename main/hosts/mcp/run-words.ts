import type { RunDetail } from '#shared/api/runs.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { Strength } from '#shared/run/verdict.ts';

/** What a strength says, and what it does not. */
export const STRENGTH_WORDS: Record<Strength, string> = {
  proven: 'proven: the checks were red before the act and green after it',
  satisfied: 'satisfied: the checks were green before, so nothing was done',
  observed: 'observed: the checks could only be read after the act, so it is not shown that the act made them green',
  attested: 'attested: a person said so; no check read it',
  weak: 'weak: only an exit code speaks for it, which is no evidence that it worked',
};

const NO_VERDICT = 'There is no verdict yet: do not report it as done, passed or failed.';

/** What may be said of a run as it stands, in full sentences that can be passed on as they are. */
export function runWords(detail: RunDetail, { hasWorker, now }: { hasWorker: boolean; now: number }): string {
  const { run, status } = detail;
  const label = `${runLabel(run.number)} (${run.planName})`;
  const because = run.reason === '' ? '' : ` Reason: ${run.reason}.`;
  if (run.canceling) {
    return `${label} is BEING CANCELED: what it started is ended first.${hasWorker ? '' : ' No worker is running, so that waits until one does.'} ${NO_VERDICT}`;
  }
  switch (status) {
    case 'queued':
      return `${label} is queued: nothing was done yet.${hasWorker ? '' : ' No worker is running that would take it, so it will not begin until one does.'} ${NO_VERDICT}`;
    case 'claimed':
    case 'running':
    case 'verifying':
      return `${label} is under way: ${run.stepsDone} of ${run.stepsTotal} steps are settled. ${NO_VERDICT}`;
    case 'approval':
      return `${label} WAITS for an answer: ${askedWords(detail)} ${NO_VERDICT}`;
    case 'paused':
      return `${label} is PAUSED by an operator. ${NO_VERDICT}`;
    case 'succeeded':
      return `${label} PASSED: every step is verified. ${passedWords(run.strength)}`;
    case 'waived':
      return `${label} did NOT pass its checks: it ended with a waiver. ${waivedWords(detail, now)} Never report it as passed or verified.`;
    case 'failed':
      return `${label} FAILED.${because} ${leftWords(detail)}`;
    case 'rolledback':
      return `${label} FAILED and was rolled back: the checks of its steps read as before it began.${because}`;
    case 'canceled':
      return `${label} was CANCELED and is not verified.${because} ${leftWords(detail)}`;
    case 'indoubt':
      return `${label} is IN DOUBT: what was done could not be verified either way.${because} ${askedWords(detail)} Report neither success nor failure.`;
  }
  return assertNever(status, 'status');
}

function passedWords(strength: Strength | null): string {
  return strength === null
    ? 'No step acted or was checked.'
    : `Its weakest evidence is ${STRENGTH_WORDS[strength]}. Claim no more than that.`;
}

function waivedWords({ waivers }: RunDetail, now: number): string {
  return waivers
    .map(({ stepId, by, reason, until }) => {
      const isOver = until !== null && until < now;
      return `${by} vouches for step ${stepId}: “${reason}”${isOver ? ' (this waiver HAS ENDED)' : ''}.`;
    })
    .join(' ');
}

function leftWords({ left, run }: RunDetail): string {
  if (left.length > 0) return `What these steps did was NOT undone: ${left.join(', ')}.`;
  return run.rollback === 'verified'
    ? 'It was rolled back: the checks of its steps read as before it began.'
    : 'No step is known to have left anything.';
}

function askedWords({ questions }: RunDetail): string {
  return questions.map(({ stepId, kind, message }) => `step ${stepId} (${kind}): ${message}`).join('; ');
}
