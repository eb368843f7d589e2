import { describe, expect, it } from 'vitest';
import { inTextOrder, nextProblem, problemCount } from '#renderer/features/plans/model/problems.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';

const problem = (offset: number, severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
  severity,
  code: 'plan.schema',
  message: '',
  path: '',
  start: { line: 1, column: offset + 1, offset },
  end: { line: 1, column: offset + 2, offset: offset + 1 },
});

describe('problems of a text', () => {
  it('stand in its order, an error before a warning of the same place', () => {
    const found = inTextOrder([problem(9), problem(4, 'warning'), problem(4)]);
    expect(found.map((one) => [one.start.offset, one.severity])).toEqual([
      [4, 'error'],
      [4, 'warning'],
      [9, 'error'],
    ]);
  });

  it('are counted in words', () => {
    expect(problemCount([])).toBe('none');
    expect(problemCount([problem(1)])).toBe('1 error');
    expect(problemCount([problem(1), problem(2), problem(3, 'warning')])).toBe('2 errors, 1 warning');
  });

  it('follow each other around the end, both ways', () => {
    const list = [problem(4), problem(9)];
    expect(nextProblem(list, 4)?.start.offset).toBe(9);
    expect(nextProblem(list, 9)?.start.offset).toBe(4);
    expect(nextProblem(list, 4, -1)?.start.offset).toBe(9);
    expect(nextProblem([], 4)).toBeUndefined();
  });
});
