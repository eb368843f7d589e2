import { describe, expect, it } from 'vitest';
import { errorLines, layOut, NODE, stepAtLine, waitsFor } from '#renderer/features/plans/model/graph-layout.ts';
import type { StepOutline } from '#shared/api/plans.ts';

function step(id: string, needs: readonly string[], more: Partial<StepOutline> = {}): StepOutline {
  return {
    id,
    title: id,
    tool: 'shell',
    effect: 'write',
    needs,
    checks: 1,
    hasUndo: false,
    inputs: [],
    fromLine: 1,
    toLine: 1,
    errors: 0,
    ...more,
  };
}

describe('the graph of a plan', () => {
  it('is a straight line downwards for a chain, undo and inputs or not', () => {
    const { steps, edges } = layOut([
      step('a', []),
      step('b', ['a'], { hasUndo: true, inputs: ['env'] }),
      step('c', ['b'], { inputs: ['a long name of an input'] }),
    ]);
    expect(new Set(steps.map(({ x, width }) => Math.round(x + width / 2))).size).toBe(1);
    expect(steps.map(({ y }) => y)).toEqual(steps.map(({ y }) => y).toSorted((a, b) => a - b));
    expect(edges).toEqual([
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ]);
  });

  it('puts branches side by side and never on each other', () => {
    const { steps } = layOut([
      step('a', []),
      step('b', ['a'], { hasUndo: true, inputs: ['one', 'two'] }),
      step('c', ['a'], { hasUndo: true }),
      step('d', ['b', 'c']),
    ]);
    const [, b, c] = steps;
    if (b === undefined || c === undefined) throw new Error('two branches');
    expect(b.y).toBe(c.y);
    // In the order of the text, from left to right.
    expect(b.x + b.width).toBeLessThanOrEqual(c.x);
    expect(b.width).toBeGreaterThan(NODE.width);
  });

  it('draws what can be drawn of a wrong text: unknown needs, cycles, ids twice or missing', () => {
    const { steps, edges } = layOut([step('a', ['b', 'nowhere']), step('b', ['a']), step('b', ['b']), step('', [''])]);
    expect(steps.map(({ key }) => key)).toEqual(['a', 'b', '#3', '#4']);
    expect(edges).toEqual([
      { from: 'b', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: '#3' },
    ]);
    for (const { x, y } of steps) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });

  it('says in words what a step waits for', () => {
    const outline = [step('a', []), step('b', ['a', 'x'])];
    expect(waitsFor(outline, 0)).toBe('starts at once');
    expect(waitsFor(outline, 1)).toBe('after a, x');
  });

  it('names the line of the first error of each step', () => {
    const outline = [step('a', [], { fromLine: 3, toLine: 5 }), step('b', [], { fromLine: 6, toLine: 9 })];
    const at = (line: number, severity: 'error' | 'warning' = 'error') => ({
      severity,
      code: 'plan.schema' as const,
      message: '',
      path: '',
      start: { line, column: 1, offset: 0 },
      end: { line, column: 2, offset: 1 },
    });
    expect(errorLines(outline, [at(1), at(9), at(7), at(4, 'warning')])).toEqual([0, 7]);
  });

  it('knows the step of a line', () => {
    const outline = [step('a', [], { fromLine: 3, toLine: 5 }), step('b', [], { fromLine: 6, toLine: 9 })];
    expect([2, 3, 5, 6, 10].map((line) => stepAtLine(outline, line))).toEqual([-1, 0, 0, 1, -1]);
  });
});
