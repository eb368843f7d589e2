import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import { exactNumber, parseJson } from '#shared/lib/parse-json.ts';

const value = (text: string): unknown => {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};

describe('parseJson', () => {
  it('takes plain JSON as it is', () => {
    expect(value('{"a":[1,2.5,null,true,"x"],"b":{}}')).toEqual({ a: [1, 2.5, null, true, 'x'], b: {} });
  });

  it('keeps the digits of numbers that a double does not hold, as strings', () => {
    const text = '{"id":12345678901234567890,"neg":-9007199254740993,"big":1e20,"huge":1e999,"safe":9007199254740991}';
    expect(value(text)).toEqual({
      id: '12345678901234567890',
      neg: '-9007199254740993',
      big: '1e20',
      huge: '1e999',
      safe: 9007199254740991,
    });
  });

  it('leaves digits inside strings and fractions alone', () => {
    const text =
      '{"a":"x 12345678901234567890 \\" 12345678901234567890","b":1.2345678901234567890,"12345678901234567890":1e5}';
    expect(value(text)).toEqual({
      a: 'x 12345678901234567890 " 12345678901234567890',
      b: 1.2345678901234567,
      '12345678901234567890': 100000,
    });
  });

  it('returns what canonical JSON can carry, lone surrogates included', () => {
    const parsed = value('{"\\ud800":["\\udc00 x", 1e21, 18446744073709551616]}');
    expect(() => canonicalJson(parsed)).not.toThrow();
    expect(parsed).toEqual({ '\ufffd': ['\ufffd x', '1e21', '18446744073709551616'] });
  });

  it.each(['', '{', '12345678901234567890,', '{"a":12345678901234567890 "b"}', 'hello'])('refuses %j', (text) => {
    expect(parseJson(text)).toEqual({ ok: false, error: 'is not valid JSON' });
  });

  it('refuses nesting that would overflow the stack of what walks it', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000)).ok).toBe(false);
    expect(parseJson('['.repeat(500) + ']'.repeat(500)).ok).toBe(true);
    expect(parseJson(`"${'['.repeat(1000)}"`).ok).toBe(true);
  });

  it('takes a string of megabytes beside a big number', () => {
    const long = 'a\\"'.repeat(3_000_000);
    expect(value(`{"long":"${long}","id":12345678901234567890}`)).toMatchObject({ id: '12345678901234567890' });
  });
});

describe('exactNumber', () => {
  it('turns what canonical JSON refuses into digits', () => {
    expect([1, 0.5, 2 ** 53, -(2 ** 70), Number.NaN, Number.POSITIVE_INFINITY].map(exactNumber)).toEqual([
      1,
      0.5,
      '9007199254740992',
      '-1180591620717411303424',
      'NaN',
      'Infinity',
    ]);
  });
});
