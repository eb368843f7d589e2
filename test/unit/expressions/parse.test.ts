import { describe, expect, it } from 'vitest';
import { parseExpression } from '#main/expressions/parse.ts';

function references(source: string): readonly string[] {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.references.map(({ root, path, isOpen, start, end }) => {
    return `${[root, ...path].join('/')}${isOpen ? '/…' : ''} ${source.slice(start, end)}`;
  });
}

describe('parseExpression', () => {
  it.each([
    ['inputs.a + inputs.b', ['inputs/a inputs.a', 'inputs/b inputs.b']],
    ['steps["my-step"].outputs.x.y', ['steps/my-step/outputs/x/y steps["my-step"].outputs.x.y']],
    ['rows[0].n == inputs["a"]', ['rows/… rows[0].n', 'inputs/a inputs["a"]']],
    ['inputs[inputs.key]', ['inputs/… inputs[inputs.key]', 'inputs/key inputs.key']],
    ['rows.all(r, r.n > inputs.min)', ['rows rows', 'inputs/min inputs.min']],
    ['rows.exists(rows, rows.n) && r', ['rows rows', 'r r']],
    ['cel.bind(x, inputs.a, x + inputs.b)', ['inputs/a inputs.a', 'inputs/b inputs.b']],
    ['has(inputs.a) ? "inputs.b" : {"k": run.id}["k"]', ['inputs/a inputs.a', 'run/id run.id']],
    ['type(inputs.a) == string', ['inputs/a inputs.a']],
    ['inputs.a.matches("x") || !json.b', ['inputs/a inputs.a', 'json/b json.b']],
  ])('%s', (source, found) => {
    expect(references(source)).toEqual(found);
  });

  it('tells the type of what does not depend on values', () => {
    expect(parseExpression('inputs.a == 1')).toMatchObject({ ok: true, value: { type: 'bool' } });
    expect(parseExpression('inputs.a')).toMatchObject({ ok: true, value: { type: 'dyn' } });
    expect(parseExpression('"a" + "b"')).toMatchObject({ ok: true, value: { type: 'string' } });
  });

  it.each([
    ['a && ', 'expression.syntax', 5, 5],
    ['a = 1', 'expression.syntax', 2, 3],
    ['"open', 'expression.syntax', 0, 5],
    ['1 + now()', 'expression.type', 4, 9],
    ['1 + "a"', 'expression.type', 0, 7],
    ['a.matches("(?=b)")', 'plan.regex', 10, 17],
  ])('%j is wrong at %s', (source, code, start, end) => {
    expect(parseExpression(source)).toMatchObject({ ok: false, error: { code, start, end } });
  });
});
