import { describe, expect, it } from 'vitest';
import { isIn, NeedleScanner, needlesOf } from '#main/proof/bundle/needles.ts';

/** Whether a scanner finds something in bytes that come in blocks of some size. */
function found(needle: unknown, text: string, size: number): boolean {
  const scanner = new NeedleScanner(needlesOf([needle]));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) if (scanner.add(bytes.subarray(at, at + size))) return true;
  return scanner.end();
}

const SIZES = [1, 2, 3, 5, 7, 100];

describe('needles', () => {
  it.each([
    [4711, '4711', true],
    [4711, 'at 4711', true],
    [4711, 'at 4711.', true],
    [-4711, '[-4711,1]', true],
    [4711, '14711 47110 a4711 4711b', false],
    [4711, '47114711', false],
    [4711, '47110 and 4711\n', true],
    [471, '471', false],
    [12.75, 'about 12.75 of it', true],
    ['secret', 'the secrets', true],
    ['secret', 'the secre', false],
    [' secret\n', 'asecretb', true],
    ['one\ntwo three', 'one\r\ntwo three', true],
    ['one\r\ntwo three', 'one\ntwo three', true],
    ['one\ntwo three', String.raw`"x one\ntwo three"`, true],
    ['one\ntwo three', String.raw`"x one\r\ntwo three"`, true],
    ['say "yes"', String.raw`{"a":"{\"b\":\"say \\\"yes\\\"\"}"}`, true],
    ['schlüssel 🔑', String.raw`{"a":"schl\u00fcssel \ud83d\udd11"}`, true],
    ['a <b> & "c"', '<td>a &lt;b&gt; &amp; &quot;c&quot;</td>', true],
    [{ a: [1, 'deep inside', true, null] }, 'it is deep inside', true],
    [{ 'only a key': 1 }, 'only a key', false],
  ])('%j in %j: %j, whatever the blocks', (needle, text, expected) => {
    expect(isIn(needlesOf([needle]), text)).toBe(expected);
    for (const size of SIZES) expect(found(needle, text, size), `blocks of ${size}`).toBe(expected);
  });

  it('find a number that is withheld as a text, and the other way around', () => {
    expect(isIn(needlesOf([184467]), 184467)).toBe(true);
    expect(isIn(needlesOf([184467]), 1844670)).toBe(false);
    expect(isIn(needlesOf(['184467']), 184467)).toBe(true);
  });
});
