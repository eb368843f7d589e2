import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '#main/expressions/evaluate.ts';
import { errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';

const variables: Readonly<Record<string, Json>> = {
  inputs: { n: 7, price: 2.5, whole: 2, name: 'ada', list: [1, 'b', null], nested: { 'a-b': true }, none: null },
  steps: { 'my-step': { outputs: { id: 'x1' } } },
  odd: JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as Json,
  rows: [{ n: 1 }, { n: 2 }],
};

function faultOf(source: string): { code: string | undefined; message: string } {
  try {
    evaluateExpression(source, variables);
  } catch (error) {
    return { code: errorCode(error), message: errorMessage(error) };
  }
  throw new Error(`${source} has a value`);
}

describe('evaluateExpression', () => {
  it.each<[string, Json]>([
    ['inputs.n + 1', 8],
    ['inputs.n % 2 == 1', true],
    ['inputs.price * 2', 5],
    ['inputs.whole * 0.5', 1],
    ['1.5 + inputs.whole - 1', 2.5],
    ['inputs.price / inputs.whole', 1.25],
    ['inputs.n / 2', 3],
    ['inputs.n == 7.0 && inputs.price > 2', true],
    ['inputs.name + "!"', 'ada!'],
    ['inputs.list', [1, 'b', null]],
    ['inputs.nested["a-b"]', true],
    ['steps["my-step"].outputs.id', 'x1'],
    ['has(inputs.n) && !has(inputs.zz)', true],
    ['inputs.none == null', true],
    ['rows.map(r, r.n)', [1, 2]],
    ['rows.filter(r, r.n > 1).size()', 1],
    ['rows.all(r, r.n > 0) && rows.exists(r, r.n == inputs.whole)', true],
    ['{"a": inputs.n, "b": {"c": [true]}}', { a: 7, b: { c: [true] } }],
    ['"é".matches("^\\\\pL$") && !inputs.name.matches("^d")', true],
    ['rows.map(r, string(r.n)).filter(s, s.matches("2|3"))', ['2']],
    ['"a,b".split(",")', ['a', 'b']],
    ['int("9007199254740993")', '9007199254740993'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['1u', 1],
    ['timestamp("2026-01-02T03:04:05Z") + duration("1h")', '2026-01-02T04:04:05.000Z'],
    ['duration("90s")', '90s'],
    ['b"hi"', 'aGk='],
    ['type(1)', 'int'],
    ['odd', variables.odd ?? null],
    ['odd.constructor + odd.toString', 5],
  ])('%s', (source, value) => {
    expect(evaluateExpression(source, variables)).toEqual(value);
  });

  it('does not reach what JavaScript gives every object', () => {
    for (const source of [
      'inputs.constructor',
      'inputs.hasOwnProperty',
      'toString',
      'constructor',
      'inputs.list.length',
    ]) {
      expect(faultOf(source).code).toBe('expression.evaluation');
    }
    const value = evaluateExpression('odd', variables);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ['1 +', 'expression.syntax', '`1 +`: unexpected token: the end'],
    ['', 'expression.syntax', '``: unexpected token: the end'],
    ['inputs.zz', 'expression.evaluation', '`inputs.zz`: No such key: zz'],
    ['nope', 'expression.evaluation', '`nope`: Unknown variable: nope'],
    ['inputs.n / 0', 'expression.evaluation', '`inputs.n / 0`: division by zero'],
    ['inputs.name + 1', 'expression.evaluation', '`inputs.name + 1`: no such overload: dyn<string> + int'],
    ['0.0 / 0.0', 'expression.evaluation', '`0.0 / 0.0`: the result is NaN, which JSON cannot carry'],
    [
      '"x".matches("(")',
      'expression.evaluation',
      '`"x".matches("(")`: not a regular expression: missing closing ): `(`',
    ],
    ['bool(inputs.name)', 'expression.evaluation', '`bool(inputs.name)`: bool() takes true, false, 1, 0, t or f'],
  ])('%j fails with one line', (source, code, message) => {
    expect(faultOf(source)).toEqual({ code, message });
  });

  it('matches in linear time', () => {
    const text = 'a'.repeat(50_000);
    expect(evaluateExpression('text.matches("^(a+)+$")', { text: `${text}b` })).toBe(false);
    expect(evaluateExpression('text.matches(pattern)', { text, pattern: '^(a|a)*$' })).toBe(true);
  });

  it('ends on hostile nesting and length', () => {
    for (const source of [
      '!'.repeat(16_000),
      '('.repeat(16_000),
      '['.repeat(16_000),
      '-'.repeat(16_000),
      '1+'.repeat(8_000),
      'x'.repeat(20_000),
    ]) {
      expect(faultOf(source).code).toBe('expression.syntax');
    }
  });

  it('sees only its own variables', () => {
    expect(evaluateExpression('a', { a: 1 })).toBe(1);
    expect(evaluateExpression('a', { a: 2 })).toBe(2);
    expect(() => evaluateExpression('a', {})).toThrow(/Unknown variable/);
  });
});
