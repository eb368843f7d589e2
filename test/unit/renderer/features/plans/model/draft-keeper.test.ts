import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#main/kernel/hash.ts';
import { keepDraft, type SaveOutcome } from '#renderer/features/plans/model/draft-keeper.ts';
import type { Digest } from '#shared/lib/digest.ts';

const digestOf = (text: string): Digest => sha256(text);

/** A library of one document that refuses what is based on another text, and a page beside it. */
function setUp(text: string, stored: Readonly<Record<string, string>> = {}) {
  const memory = new Map(Object.entries(stored));
  const library = { text, online: true, saves: 0 };
  const shown: string[] = [];
  const timers: (() => void)[] = [];
  const save = async (mine: string, basedOn: Digest): Promise<SaveOutcome> => {
    await Promise.resolve();
    if (!library.online) return { kind: 'offline' };
    if (basedOn !== digestOf(library.text)) {
      return { kind: 'changed', text: library.text, textDigest: digestOf(library.text) };
    }
    library.text = mine;
    library.saves += 1;
    return { kind: 'saved', textDigest: digestOf(mine) };
  };
  const keeper = keepDraft(
    { text, textDigest: digestOf(text) },
    {
      save,
      show: (next) => shown.push(next),
      storage: {
        getItem: (key) => memory.get(key) ?? null,
        setItem: (key, value) => void memory.set(key, value),
        removeItem: (key) => void memory.delete(key),
      },
      key: 'draft',
      now: () => 1000,
      later: (run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), timers.includes(run) ? 1 : 0);
      },
    },
  );
  return { keeper, library, memory, shown, timers };
}

describe('a draft while it is written', () => {
  it('is saved by itself after a while, and lies in the page until then', async () => {
    const { keeper, library, memory, timers } = setUp('a');
    keeper.change('ab');
    expect(keeper.state().status).toBe('unsaved');
    expect(memory.get('draft')).toContain('"ab"');
    expect(timers).toHaveLength(1);
    expect(await keeper.save()).toBe(true);
    expect(library.text).toBe('ab');
    expect(keeper.state()).toMatchObject({ status: 'saved', savedAt: 1000 });
    expect(memory.has('draft')).toBe(false);
    expect(timers).toHaveLength(0);
  });

  it('is not lost when it goes on while a save is under way', async () => {
    const { keeper, library, timers } = setUp('a');
    keeper.change('ab');
    const saving = keeper.save();
    keeper.change('abc');
    expect(await saving).toBe(false);
    expect(keeper.state().status).toBe('unsaved');
    expect(timers).toHaveLength(1);
    await keeper.save();
    expect(library.text).toBe('abc');
  });

  it('stays while the connection is gone, and is tried again', async () => {
    const { keeper, library, memory, timers } = setUp('a');
    library.online = false;
    keeper.change('ab');
    expect(await keeper.save()).toBe(false);
    expect(keeper.state().status).toBe('offline');
    expect(memory.get('draft')).toContain('"ab"');
    library.online = true;
    expect(timers).toHaveLength(1);
    expect(await keeper.save()).toBe(true);
    expect(library.text).toBe('ab');
  });

  it('comes back after a reload', () => {
    const kept = JSON.stringify({ text: 'mine', base: 'a', at: 1 });
    expect(setUp('a', { draft: kept }).keeper.state()).toMatchObject({ text: 'mine', status: 'unsaved' });
    expect(setUp('b', { draft: kept }).keeper.state()).toMatchObject({ text: 'mine', status: 'ask', theirs: 'b' });
    expect(setUp('mine', { draft: kept }).keeper.state()).toMatchObject({ text: 'mine', status: 'saved' });
  });
});

describe('a draft that was changed elsewhere', () => {
  it('asks when both sides changed, and overwrites neither', async () => {
    const { keeper, library } = setUp('a');
    library.text = 'theirs';
    keeper.change('mine');
    expect(await keeper.save()).toBe(false);
    expect(keeper.state()).toMatchObject({ status: 'ask', text: 'mine', theirs: 'theirs' });
    expect(await keeper.save()).toBe(false);
    expect(library.text).toBe('theirs');
    expect(await keeper.decide('merged')).toBe(true);
    expect(library.text).toBe('merged');
    expect(keeper.state()).toMatchObject({ status: 'saved', text: 'merged', theirs: null });
  });

  it('is taken over when nothing was written here', async () => {
    const { keeper, shown } = setUp('a');
    await keeper.hear(() => Promise.resolve({ text: 'theirs', textDigest: digestOf('theirs') }));
    expect(keeper.state()).toMatchObject({ text: 'theirs', status: 'saved' });
    expect(shown).toEqual(['theirs']);
  });

  it('is not set back by an answer that a save overtook', async () => {
    const { keeper, library } = setUp('a');
    keeper.change('ab');
    await keeper.hear(async () => {
      await keeper.save();
      return { text: 'a', textDigest: digestOf('a') };
    });
    expect(keeper.state()).toMatchObject({ text: 'ab', status: 'saved' });
    expect(library.text).toBe('ab');
  });

  it('asks again when a third text came while the person decided', async () => {
    const { keeper, library } = setUp('a');
    library.text = 'theirs';
    keeper.change('mine');
    await keeper.save();
    library.text = 'third';
    expect(await keeper.decide('merged')).toBe(false);
    expect(keeper.state()).toMatchObject({ status: 'ask', text: 'merged', theirs: 'third' });
    expect(library.text).toBe('third');
  });

  it('never loses what either side wrote last, whatever happens in which order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('type' as const), text: fc.constantFrom('p', 'q', 'r') }),
      fc.record({ kind: fc.constant('elsewhere' as const), text: fc.constantFrom('x', 'y', 'z') }),
      fc.record({ kind: fc.constantFrom('save' as const, 'offline' as const, 'online' as const, 'hear' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const { keeper, library } = setUp('a');
        for (const one of steps) {
          if (one.kind === 'type') keeper.change(one.text);
          else if (one.kind === 'elsewhere') library.text = one.text;
          else if (one.kind === 'offline' || one.kind === 'online') library.online = one.kind === 'online';
          else if (one.kind === 'hear') {
            const { text } = library;
            await keeper.hear(() => Promise.resolve({ text, textDigest: digestOf(text) }));
          } else {
            const before = { library: library.text, mine: keeper.state().text, base: keeper.state().base };
            await keeper.save();
            const { text, theirs, status } = keeper.state();
            // Mine stands in the editor, unless there was nothing of mine.
            if (before.mine !== before.base) expect(text).toBe(before.mine);
            // Theirs stands there still, or was what mine is based on, or is shown beside it.
            if (library.text !== before.library) expect([before.base, before.mine]).toContain(before.library);
            else if (status === 'ask' && theirs !== null) expect(theirs).not.toBe('');
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
