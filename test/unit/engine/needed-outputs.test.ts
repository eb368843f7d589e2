import { describe, expect, test } from 'vitest';
import { isOutputNeeded, mustAct, neededOutputs } from '#main/engine/needed-outputs.ts';
import { planOf } from '#test/helpers/plans.ts';

const plan = planOf({
  steps: [
    {
      id: 'count',
      effect: 'read',
      do: { shell: 'echo count=3 >> "$OPS_OUTPUT"' },
      verify: [{ output: 'int(steps.count.outputs.count) > 0' }],
    },
    {
      id: 'write',
      do: { file: { write: 'n.txt', content: '${{ steps.count.outputs.count }}' } },
      verify: [{ file: { path: 'n.txt', contains: '${{ steps.count.outputs.count }}' } }],
    },
  ],
});

describe('the outputs that a step needs', () => {
  test('are those of other steps, each once', () => {
    expect(neededOutputs(plan, 'write')).toEqual([{ stepId: 'count', output: 'count' }]);
  });

  test('are not its own: its checks may look at what it has just written', () => {
    expect(neededOutputs(plan, 'count')).toEqual([]);
  });

  test('make a reading step act even when its checks are green', () => {
    expect(isOutputNeeded(plan, 'count')).toBe(true);
    expect(plan.steps.map((step) => mustAct(plan, step))).toEqual([true, false]);
  });
});
