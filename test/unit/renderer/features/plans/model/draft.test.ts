import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDecision, parseKept } from '#renderer/features/plans/model/draft.ts';

describe('a draft that was changed on both sides', () => {
  it.each([
    ['a', 'b', 'b', 'same'],
    ['a', 'a', 'b', 'take'],
    ['a', 'b', 'a', 'keep'],
    ['a', 'b', 'c', 'ask'],
  ] as const)('base %s, mine %s, theirs %s: %s', (base, mine, theirs, expected) => {
    expect(mergeDecision({ base, mine, theirs })).toBe(expected);
  });

  it('never loses a change without asking', () => {
    const text = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const decision = mergeDecision({ base, mine, theirs });
        if (decision === 'take') expect(mine).toBe(base);
        if (decision === 'keep') expect(theirs).toBe(base);
      }),
    );
  });
});

describe('a text kept for later', () => {
  it('comes back as it was', () => {
    const kept = { text: 'x: 1', base: 'x: 0', at: 5 };
    expect(parseKept(JSON.stringify(kept))).toEqual(kept);
  });

  it('is none when it is damaged', () => {
    for (const stored of [null, '', '{', '[]', 'null', '{"text":1}']) expect(parseKept(stored)).toBeNull();
  });
});
