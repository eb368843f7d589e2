import type { Diagnostic } from '#shared/pulser/diagnostic.ts';

/** Problems in the order of the text, errors before warnings of the same place. */
export function inTextOrder(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return problems.toSorted(
    (a, b) => a.start.offset - b.start.offset || Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  );
}

/** `2 errors, 1 warning`, or `none`. */
export function problemCount(problems: readonly Diagnostic[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The next problem after an offset, from the start again after the last one. */
export function nextProblem(
  problems: readonly Diagnostic[],
  offset: number,
  direction: 1 | -1 = 1,
): Diagnostic | undefined {
  const ordered = inTextOrder(problems);
  if (direction === 1) return ordered.find((problem) => problem.start.offset > offset) ?? ordered[0];
  return ordered.findLast((problem) => problem.start.offset < offset) ?? ordered.at(-1);
}

/** `n thing`, `n things`, or nothing for none. */
function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
