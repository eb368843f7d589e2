/** What one variant measured in a process of its own. Memory is its peak resident set. */
export interface Measurement {
  readonly [figure: string]: number;
}

/** Prints the figures of a variant as its last line, with its peak memory. */
export function report(figures: Measurement): void {
  const peakMb = Math.round((process.resourceUsage().maxRSS / 1024) * 10) / 10;
  process.stdout.write(`${JSON.stringify({ ...figures, peakMb })}\n`);
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
