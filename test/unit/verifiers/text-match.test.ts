import { describe, expect, it } from 'vitest';
import { judgeText } from '#main/verifiers/text-match.ts';

const judge = (match: Parameters<typeof judgeText>[0], text: string, isCut = false) =>
  judgeText(match, { name: 'it', text, isCut }).status;

describe('judgeText', () => {
  it('compares the whole text without its trailing line breaks', () => {
    expect(judge({ equals: 'ok' }, 'ok\r\n\n')).toBe('green');
    expect(judge({ equals: 'ok\n' }, 'ok')).toBe('green');
    expect(judge({ equals: 'ok' }, ' ok')).toBe('red');
  });

  it('finds parts and RE2 patterns anywhere', () => {
    expect(judge({ contains: 'b' }, 'abc')).toBe('green');
    expect(judge({ contains: 'd' }, 'abc')).toBe('red');
    expect(judge({ matches: '^b+$' }, 'abc')).toBe('red');
    expect(judge({ matches: '(?m)^b+$' }, 'a\nbb\nc')).toBe('green');
  });

  it('needs every expectation to hold', () => {
    expect(judge({ contains: 'a', matches: 'z' }, 'abc')).toBe('red');
    expect(judge({ contains: 'z', matches: 'a' }, 'abc')).toBe('red');
    expect(judge({ contains: 'a', matches: 'b' }, 'abc')).toBe('green');
  });

  it('cannot judge what may stand in the part that was cut off', () => {
    expect(judge({ contains: 'a' }, 'abc', true)).toBe('green');
    expect(judge({ contains: 'z' }, 'abc', true)).toBe('unreadable');
    expect(judge({ matches: 'z' }, 'abc', true)).toBe('unreadable');
    expect(judge({ equals: 'abc' }, 'abc', true)).toBe('unreadable');
  });

  it('cannot judge by a pattern that is none', () => {
    expect(judge({ matches: '(' }, 'abc')).toBe('unreadable');
    expect(judge({ matches: '(?=a)' }, 'abc')).toBe('unreadable');
  });
});
