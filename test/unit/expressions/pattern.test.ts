import { describe, expect, it } from 'vitest';
import { textPattern } from '#main/expressions/pattern.ts';
import { Recent } from '#main/expressions/recent.ts';
import { errorCode } from '#shared/lib/app-error.ts';

describe('textPattern', () => {
  it('is searched anywhere', () => {
    expect(textPattern('b+').test('abbc')).toBe(true);
    expect(textPattern('^b+$').test('abbc')).toBe(false);
    expect(textPattern('(?m)^b$').test('a\nb\nc')).toBe(true);
  });

  it.each(['(', '(?=a)', '\\1', 'a{2000}', '((a{100}){100}){100}', '[z-a]'])('refuses %s', (source) => {
    let code: string | undefined;
    try {
      textPattern(source);
    } catch (error) {
      code = errorCode(error);
    }
    expect(code).toBe('expression.pattern');
  });
});

describe('Recent', () => {
  it('keeps what was asked for last', () => {
    const made: string[] = [];
    const recent = new Recent<string>(2);
    const ask = (key: string): string => recent.get(key, () => (made.push(key), key.toUpperCase()));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(ask(key)).toBe(key.toUpperCase());
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});
