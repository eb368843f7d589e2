import type { CheckView, StepDetail } from '#shared/api/runs.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Reading } from '#shared/run/reading.ts';
import type { ShownStatus } from '#shared/run/status.ts';
import type { Strength, UndoVerdict, Verdict } from '#shared/run/verdict.ts';

/** How a reading is shown. */
export function readingStatus(reading: Reading): ShownStatus {
  if (reading.status === 'green') return 'succeeded';
  return reading.status === 'red' ? 'failed' : 'indoubt';
}

/** How a claim stands: what is red before the act has yet to be done, and failed nothing. */
export function claimStatus({ before, after }: CheckView, isSettled: boolean): ShownStatus {
  if (after !== null) return readingStatus(after);
  if (before === null || (before.status === 'red' && !isSettled)) return 'queued';
  return readingStatus(before);
}

/** What the two readings of a check are worth together, in words. */
export function claimNote({ before, after, severity }: CheckView): string | null {
  const warns = severity === 'warn' ? 'Does not decide: it only warns' : null;
  if (before?.status === 'green' && (after === null || after.status === 'green')) {
    return after === null ? 'Was green before, so nothing was done' : 'Was green before the act: it proves no change';
  }
  if (before?.status === 'green' && after?.status === 'red') return 'Was green before the act and is red after it';
  return warns;
}

/** An observed value as one short text. */
export function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  verified: 'Verified',
  satisfied: 'Already satisfied',
  carried: 'Kept from the earlier attempt',
  skipped: 'Skipped',
  failed: 'Failed',
  indeterminate: 'In doubt',
  blocked: 'Blocked',
  denied: 'Rejected',
  expired: 'Expired',
  canceled: 'Canceled',
};

export const UNDO_WORDS: Readonly<Record<UndoVerdict, string>> = {
  restored: 'Rolled back: its checks read as before the act',
  unverified: 'Rolled back, but nothing says that it is as before',
  'not-restored': 'Not rolled back: what it did is left',
  unreadable: 'Rolled back, and its checks could not be read',
};

export const STRENGTH_WORDS: Readonly<Record<Strength, string>> = {
  proven: 'Proven: red before the act, green after it',
  satisfied: 'Satisfied: green before, nothing was done',
  observed: 'Observed: read only after the act',
  attested: 'Attested: a person said so',
  weak: 'Weak: nothing but an exit code',
};

/** `Claims, 2 of 2 verified`. */
export function claimsTitle({ checks, summary }: StepDetail): string {
  const green = checks.filter(({ before, after }) => {
    const reading = after ?? (summary.verdict === 'satisfied' ? before : null);
    return reading?.status === 'green';
  });
  return `Claims, ${green.length} of ${checks.length} verified`;
}
