import { describe, expect, it } from 'vitest';
import { findTemplates, resolveTemplates, resolveText } from '#main/expressions/templates.ts';
import type { Json } from '#shared/lib/json.ts';

const variables: Readonly<Record<string, Json>> = {
  inputs: { n: 3, text: 'x', list: [1, { a: true }], none: null, tricky: '${{ inputs.n }}' },
};

describe('resolveTemplates', () => {
  it('keeps the type of a whole expression, at any depth', () => {
    expect(
      resolveTemplates(
        { a: '${{ inputs.n }}', b: ['${{inputs.list}}', { c: '${{ inputs.none }}' }], d: 5, e: null, f: 'plain' },
        variables,
      ),
    ).toEqual({ a: 3, b: [[1, { a: true }], { c: null }], d: 5, e: null, f: 'plain' });
  });

  it('writes values into a text', () => {
    expect(resolveTemplates('n=${{ inputs.n }} t=${{ inputs.text }} l=${{ inputs.list }}', variables)).toBe(
      'n=3 t=x l=[1,{"a":true}]',
    );
    expect(resolveText('${{ inputs.n }}', variables)).toBe('3');
  });

  it('gives a literal ${{ for $${{ and leaves keys alone', () => {
    expect(resolveTemplates({ '${{ k }}': '$${{ inputs.n }} is ${{ inputs.n }}' }, variables)).toEqual({
      '${{ k }}': '${{ inputs.n }} is 3',
    });
    expect(resolveTemplates('${{ "$" }}${{ inputs.n }}', variables)).toBe('$3');
  });

  it('never evaluates a value again', () => {
    expect(resolveTemplates('a ${{ inputs.tricky }}', variables)).toBe('a ${{ inputs.n }}');
  });

  it('names the expression that is null in a text, and an open place', () => {
    expect(() => resolveTemplates('a ${{ inputs.none }}', variables)).toThrow('`inputs.none` is null');
    expect(() => resolveTemplates('a ${{ inputs.n', variables)).toThrow('`${{` without `}}`');
  });
});

describe('findTemplates', () => {
  it('lists places only', () => {
    expect(
      findTemplates('a ${{ x }} $${{ no }} ${{ y').map(({ offset, expression, closed }) => [
        offset,
        expression,
        closed,
      ]),
    ).toEqual([
      [2, ' x ', true],
      [22, ' y', false],
    ]);
  });
});
