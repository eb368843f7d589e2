import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { planEffects } from '#renderer/parts/start-run/plan-effects.ts';

const read = readPlan(`pulser: 1
name: demo
steps:
  - { id: look, effect: read, do: { shell: 'true' }, verify: [{ shell: 'true' }] }
  - { id: put, title: Put it there, do: { file: { write: a, content: b } }, verify: [{ file: { path: a } }] }
  - id: switch
    approve: true
    do: { shell: 'true' }
    verify: [{ shell: 'true' }]
    undo: { shell: 'true' }
  - { id: drop, effect: irreversible, do: { shell: 'true' }, verify: [{ shell: 'true' }] }
  - { id: ask, effect: read, do: { human: { ask: Well? } }, verify: [{ human: Is it well }] }
`);

describe('what a plan may change', () => {
  if (read.plan === undefined) throw new Error(JSON.stringify(read.diagnostics));
  const effects = planEffects(read.plan);

  it('is counted by effect', () => {
    expect(effects.counts).toEqual({ read: 2, write: 2, irreversible: 1 });
  });

  it('names what cannot be taken back, and what has no undo', () => {
    expect(effects.irreversible).toEqual([{ number: 4, title: 'drop' }]);
    expect(effects.withoutUndo).toEqual([{ number: 2, title: 'Put it there' }]);
  });

  it('names each step that a person is asked for, and why', () => {
    expect(effects.asks.map(({ number, why }) => [number, why])).toEqual([
      [3, 'approval'],
      [4, 'irreversible'],
      [5, 'person'],
    ]);
  });
});
