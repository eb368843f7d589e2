import { describe, expect, it } from 'vitest';
import { OutputKeeper, OutputTail } from '#main/kernel/processes/retained-output.ts';

describe('OutputTail', () => {
  it('holds everything below its limit', () => {
    const tail = new OutputTail(10);
    tail.add(Buffer.from('abc'));
    tail.add(Buffer.from('def'));
    expect(tail.text()).toBe('abcdef');
    expect(tail.truncated).toBe(false);
  });

  it('holds exactly the last bytes, whatever the pieces', () => {
    const all = Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 251));
    for (const piece of [1, 7, 99, 100, 101, 1_000, 5_000]) {
      const tail = new OutputTail(100);
      for (let at = 0; at < all.length; at += piece) tail.add(all.subarray(at, at + piece));
      expect(tail.bytes().equals(all.subarray(-100))).toBe(true);
      expect(tail.total).toBe(5_000);
      expect(tail.truncated).toBe(true);
    }
  });

  it('leaves out a character that its cut split', () => {
    const tail = new OutputTail(4);
    tail.add(Buffer.from('aéxyz'));
    expect(tail.text()).toBe('xyz');
  });

  it('keeps its bytes when more comes later', () => {
    const tail = new OutputTail(3);
    tail.add(Buffer.from('abcd'));
    expect(tail.text()).toBe('bcd');
    tail.add(Buffer.from('e'));
    expect(tail.text()).toBe('cde');
  });
});

describe('OutputKeeper', () => {
  it('keeps all of an output up to the limit', () => {
    const keeper = new OutputKeeper(7);
    keeper.add(Buffer.from('abcd'));
    keeper.add(Buffer.from('efg'));
    expect(keeper.kept()).toEqual({ bytes: Buffer.from('abcdefg'), total: 7, truncated: false });
  });

  it('keeps head and tail of a longer one', () => {
    for (const piece of [1, 3, 26]) {
      const keeper = new OutputKeeper(6);
      const text = 'abcdefghijklmnopqrstuvwxyz';
      for (let at = 0; at < text.length; at += piece) keeper.add(Buffer.from(text.slice(at, at + piece)));
      expect(keeper.kept()).toEqual({ bytes: Buffer.from('abcxyz'), total: 26, truncated: true });
    }
  });

  it('keeps nothing when asked to', () => {
    const keeper = new OutputKeeper(0);
    keeper.add(Buffer.from('abc'));
    expect(keeper.kept()).toEqual({ bytes: Buffer.alloc(0), total: 3, truncated: true });
  });
});
