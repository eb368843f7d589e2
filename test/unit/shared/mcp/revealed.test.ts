import { expect, test } from 'vitest';
import { revealed, revealParts } from '#shared/mcp/revealed.ts';

test.each([
  ['safe\u200bword', 'safe⟨U+200B⟩word'],
  ['a\u200b b', 'a⟨U+200B⟩ b'],
  ['\u202eevil\u202c', '⟨U+202E⟩evil⟨U+202C⟩'],
  ['two\u200b\u200dat once', 'two⟨U+200B U+200D⟩at once'],
  ['\u001b[31mred', '⟨U+001B⟩[31mred'],
  ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
  ['a\ufe0fb\u00adc\u00a0d\u3164e', 'a⟨U+FE0F⟩b⟨U+00AD⟩c⟨U+00A0⟩d⟨U+3164⟩e'],
  ['half \ud800 pair', 'half ⟨U+D800⟩ pair'],
  ['line\u2028end\r\n', 'line⟨U+2028⟩end⟨U+000D⟩\n'],
])('%j is shown as %j', (text, shown) => {
  expect(revealed(text)).toBe(shown);
});

test('what everybody sees stays as it is', () => {
  const text = 'Writes “a text”.\n\tSchöne Grüße, 日本語, 🙂 (x ≤ 3)';
  expect(revealed(text)).toBe(text);
  expect(revealParts(text)).toEqual([{ text, hidden: false }]);
});
