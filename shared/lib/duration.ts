/** A span of time as plans write it: `1500ms`, `30s`, `10m`, `2h`, `7d`, or parts together, `1h30m`. */
export type Duration = string;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** The form of a duration; an empty text, which it lets pass, is none. No look-around, so that every regex engine takes it. */
export const DURATION_PATTERN = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds of a duration text; `undefined` when the text is not one. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (match === null || text === '') return undefined;
  let total = 0;
  UNITS.forEach(([, size], index) => {
    total += Number(match[index + 1] ?? 0) * size;
  });
  return Number.isSafeInteger(total) ? total : undefined;
}

/** Milliseconds of a duration that was validated before. Throws a RangeError on any other text. */
export function durationMs(text: Duration): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`not a duration: ${text}`);
  return ms;
}

/** The one canonical spelling of a number of milliseconds: `90s` and `1m30s` both become `1m30s`. */
export function formatDuration(ms: number): Duration {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
