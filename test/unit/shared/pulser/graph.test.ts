import { describe, expect, it } from 'vitest';
import { ancestors, findCycle, withDescendants } from '#shared/pulser/graph.ts';
import type { Step } from '#shared/pulser/step.ts';

function steps(graph: Readonly<Record<string, readonly string[]>>): readonly Step[] {
  return Object.entries(graph).map(([id, needs]) => ({ id, needs }) as unknown as Step);
}

describe('the graph of steps', () => {
  const diamond = steps({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'], e: [] });

  it('finds what a step rests on, and what rests on it', () => {
    expect([...ancestors(diamond, 'd')].toSorted()).toEqual(['a', 'b', 'c']);
    expect([...withDescendants(diamond, ['b'])].toSorted()).toEqual(['b', 'd']);
    expect(findCycle(diamond)).toBeUndefined();
  });

  it('names a cycle, first step repeated last', () => {
    expect(findCycle(steps({ a: ['c'], b: ['a'], c: ['b'] }))).toEqual(['a', 'c', 'b', 'a']);
    expect(findCycle(steps({ a: ['a'] }))).toEqual(['a', 'a']);
  });

  it('bears long chains and needs that do not exist', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => ({ id: `s${i}`, needs: i === 0 ? ['x'] : [`s${i - 1}`] }));
    const long = chain.toReversed() as unknown as readonly Step[];
    expect(findCycle(long)).toBeUndefined();
    expect(ancestors(long, 's9999').size).toBe(10_000);
  });
});
