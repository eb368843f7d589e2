import { durationMs } from '#shared/lib/duration.ts';
import type { RetryPolicy } from '#shared/pulser/step.ts';

/** Milliseconds to wait after try `tryNumber` (1 is the first) failed: `backoff · factor^(tryNumber-1)`, at most `max`. */
export function backoffMs(policy: Pick<RetryPolicy, 'backoff' | 'factor' | 'max'>, tryNumber: number): number {
  if (!Number.isInteger(tryNumber) || tryNumber < 1) throw new RangeError(`not the number of a try: ${tryNumber}`);
  const first = durationMs(policy.backoff);
  // 0 · Infinity is not a number.
  if (first === 0) return 0;
  return Math.min(Math.round(first * policy.factor ** (tryNumber - 1)), durationMs(policy.max));
}
