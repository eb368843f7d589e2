import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tailLines } from '#main/api/streams/tail-lines.ts';

const texts = (text: string, count = 6): readonly string[] =>
  tailLines([{ time: 1, text }], count).map((line) => line.text);

describe('the last lines', () => {
  test('are the last ones, the one that is being written included', () => {
    expect(texts('a\nb\nc\nd', 3)).toEqual(['b', 'c', 'd']);
    expect(texts('a\nb\n', 3)).toEqual(['a', 'b']);
  });

  test.each([
    ['colours', '\u001b[1;31mred\u001b[0m plain', 'red plain'],
    ['a title', '\u001b]0;window title\u0007text', 'text'],
    ['a link', '\u001b]8;;https://example.org\u001b\\name\u001b]8;;\u001b\\', 'name'],
    ['a charset', '\u001b(Btext', 'text'],
    ['a bell', 'ding\u0007', 'ding'],
    ['a sequence that is cut off', 'text\u001b[3', 'text'],
  ])('leave out %s', (_, text, shown) => {
    expect(texts(text)).toEqual([shown]);
  });

  test.each([
    ['a progress bar', ' 10%\r 20%\r100%', '100%'],
    ['a shorter text over a longer one', 'abcdef\rXY', 'XYcdef'],
    ['an erased rest', 'abcdef\rXY\u001b[K', 'XY'],
    ['an erased line', 'abcdef\u001b[2K\rnew', 'new'],
    ['line breaks of a terminal', 'one\r\n', 'one'],
    ['a backspace', 'ab\bc', 'ac'],
  ])('show %s as a terminal does', (_, text, shown) => {
    expect(texts(text)).toEqual([shown]);
  });

  test('say when each began', () => {
    const pieces = [
      { time: 1, text: 'a' },
      { time: 2, text: 'a\nb' },
    ];
    expect(tailLines(pieces, 6)).toEqual([
      { time: 1, text: 'aa' },
      { time: 2, text: 'b' },
    ]);
  });

  test('are never more than asked for, never long, and hold no control character, whatever was printed', () => {
    const noise = fc.array(
      fc.constantFrom('\u001b', '[', ']', 'K', '2', ';', '\r', '\n', '\b', '\u0007', 'x', '\u009b', 'é', '😀'),
      {
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 5 }), (pieces) => {
        const lines = tailLines(
          pieces.map((parts, time) => ({ time, text: parts.join('') })),
          3,
        );
        expect(lines.length).toBeLessThanOrEqual(3);
        for (const { text } of lines) expect(text).toMatch(/^\P{Control}*$/u);
      }),
    );
  });

  test('of very long lines are cut, quickly', () => {
    const [line] = texts('x'.repeat(1_000_000));
    expect(line?.length).toBe(500);
  });
});
