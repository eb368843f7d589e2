import { describe, expect, it } from 'vitest';
import { splitTemplates, unwrapExpression } from '#shared/pulser/template.ts';

describe('splitTemplates', () => {
  it('finds places with their offsets', () => {
    expect(splitTemplates('a ${{ x }} b')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'expression', offset: 2, length: 8, expression: ' x ', closed: true },
      { kind: 'text', text: ' b' },
    ]);
  });

  it.each([
    ['${{ "}}" }}', ' "}}" '],
    ["${{ '}}' }}", " '}}' "],
    ['${{ "\\"}}" }}', ' "\\"}}" '],
    ['${{ """a"}}""" }}', ' """a"}}""" '],
    ['${{ {"a": {"b": 1}} }}', ' {"a": {"b": 1}} '],
    ['${{{"a":{"b":1}}}}', '{"a":{"b":1}}'],
    ['${{ \'\' + "}}" }}', ' \'\' + "}}" '],
  ])('does not end %s early', (text, expression) => {
    expect(splitTemplates(text)).toEqual([
      { kind: 'expression', offset: 0, length: text.length, expression, closed: true },
    ]);
  });

  it.each(['${{ x', '${{ x }', '${{ "}}', "${{ it's }}"])('reports %s as not closed', (text) => {
    expect(splitTemplates(text)).toMatchObject([{ kind: 'expression', offset: 0, closed: false }]);
  });

  it('takes $${{ for the characters themselves', () => {
    expect(splitTemplates('$${{ x }} ${{ y }}')).toEqual([
      { kind: 'text', text: '${{ x }} ' },
      { kind: 'expression', offset: 10, length: 8, expression: ' y ', closed: true },
    ]);
    expect(splitTemplates('${{ a }}${{ b }}').map((part) => part.kind)).toEqual(['expression', 'expression']);
  });
});

describe('unwrapExpression', () => {
  it.each([
    ['${{ a > 1 }}', 'a > 1'],
    [' a > 1\n', 'a > 1'],
    ['${{ a }} && ${{ b }}', '${{ a }} && ${{ b }}'],
    ['${{ a', '${{ a'],
    ['${{}}', ''],
  ])('makes %j %j', (text, expression) => {
    expect(unwrapExpression(text)).toBe(expression);
    expect(unwrapExpression(unwrapExpression(text))).toBe(expression);
  });
});
