import { describe, expect, it } from 'vitest';
import { briefText, briefValue, shownValue } from '#main/verifiers/observation.ts';

describe('what a reading keeps', () => {
  it('is a text of 4 KB, with its length when it is cut', () => {
    const short = 'x'.repeat(4096);
    expect(briefText(short)).toBe(short);
    const long = 'word '.repeat(2000);
    expect(briefText(long).length).toBeLessThan(4200);
    expect(briefText(long)).toMatch(/word… \(10000 characters\)$/);
  });

  it('never ends within a word: masking would not know half a secret', () => {
    const secret = 'a-secret-that-stands-across-the-cut';
    const text = `${'y '.repeat(2040)}${secret} tail`;
    expect(briefText(text)).not.toContain('a-secret');
    expect(briefText('z'.repeat(5000))).toBe('… (5000 characters)');
    expect(briefText(`${'y'.repeat(4096)} tail`)).toMatch(/^y{4096}… /);
  });

  it('is a value as it is, or the start of its JSON', () => {
    expect(briefValue({ a: [1] })).toEqual({ a: [1] });
    const large = briefValue(Array.from({ length: 3000 }, (_, index) => index));
    expect(typeof large).toBe('string');
    expect(JSON.stringify(large).length).toBeLessThan(5000);
    expect(shownValue('a')).toBe('"a"');
    expect(shownValue('a'.repeat(500))).toBe('string of 502 characters');
  });
});
