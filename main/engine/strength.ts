import { type Check, checkKind, hasBaseline } from '#shared/pulser/check.ts';
import type { Reading } from '#shared/run/reading.ts';
import { type Strength, strongest } from '#shared/run/verdict.ts';

/** The reading of check number `index` among some readings. */
export function readingOf(readings: readonly Reading[], index: number): Reading | undefined {
  return readings.findLast((reading) => reading.check === index);
}

/**
 * What each check's green reading is worth after an act; `null` where it is not green. A check that was green before the act
 * as well was not seen to fail: it is only observed.
 */
export function checkStrengths(
  checks: readonly Check[],
  before: readonly Reading[],
  after: readonly Reading[],
): readonly (Strength | null)[] {
  return checks.map((check, index) => {
    if (readingOf(after, index)?.status !== 'green') return null;
    const kind = checkKind(check);
    if (kind === 'exit') return 'weak';
    if (kind === 'human') return 'attested';
    return hasBaseline(check) && readingOf(before, index)?.status === 'red' ? 'proven' : 'observed';
  });
}

/** A step is worth its best check that can fail it. */
export function stepStrength(checks: readonly Check[], strengths: readonly (Strength | null)[]): Strength | null {
  const counted = strengths.filter(
    (strength, index): strength is Strength => strength !== null && checks[index]?.severity === 'fail',
  );
  return strongest(counted) ?? null;
}

/** How some readings stand together. Warnings do not count. `missing`: a check that counts has no reading. */
export interface Outcome {
  readonly red: readonly Reading[];
  readonly unreadable: readonly Reading[];
  readonly missing: readonly number[];
}

/** Weighs the readings of the checks that can fail a step. */
export function weigh(checks: readonly Check[], readings: readonly Reading[]): Outcome {
  const red: Reading[] = [];
  const unreadable: Reading[] = [];
  const missing: number[] = [];
  checks.forEach((check, index) => {
    if (check.severity === 'warn') return;
    const reading = readingOf(readings, index);
    if (reading === undefined) missing.push(index);
    else if (reading.status === 'red') red.push(reading);
    else if (reading.status === 'unreadable') unreadable.push(reading);
  });
  return { red, unreadable, missing };
}

/** True when every check that counts was read as green. */
export function isGreen(outcome: Outcome): boolean {
  return outcome.red.length === 0 && outcome.unreadable.length === 0 && outcome.missing.length === 0;
}

/** One line that names the first of some readings, and how many more there are. */
export function describe(readings: readonly Reading[]): string {
  const [first] = readings;
  if (first === undefined) return '';
  const more = readings.length > 1 ? ` (and ${readings.length - 1} more)` : '';
  return `${first.name}: ${first.message}${more}`;
}
