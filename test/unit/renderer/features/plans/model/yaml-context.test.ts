import { describe, expect, it } from 'vitest';
import { contextAt } from '#renderer/features/plans/model/yaml-context.ts';

/** Reads the place of `‸` in a text. */
function at(marked: string) {
  const offset = marked.indexOf('‸');
  return contextAt(marked.replace('‸', ''), offset);
}

const PLAN = `pulser: 1
name: demo
steps:
  - id: one
    do: { shell: 'true' }
    verify:
      - file: { path: a }
      - shell: x
  - id: two
`;

describe('a place in block YAML', () => {
  it('is a key of the document at its left edge', () => {
    expect(at('pulser: 1\n‸\nname: x\n')).toMatchObject({ kind: 'entry', path: [], siblings: ['pulser', 'name'] });
  });

  it('is a key of the step that it is indented under, counted from 0', () => {
    expect(at(`${PLAN}    ef‸`)).toMatchObject({ kind: 'entry', path: ['steps', 1], word: 'ef', siblings: ['id'] });
  });

  it('counts entries of a list that stands at the column of its key', () => {
    expect(at('steps:\n- id: a\n- id: b\n- i‸')).toMatchObject({ path: ['steps', 2], word: 'i' });
  });

  it('is a key of the check after the dash', () => {
    expect(at(PLAN.replace('shell: x', '‸'))).toMatchObject({ kind: 'entry', path: ['steps', 0, 'verify', 1] });
  });

  it('is the value after the colon, with where its word begins', () => {
    const text = `${PLAN}    effect: wr‸`;
    expect(at(text)).toMatchObject({ kind: 'value', path: ['steps', 1, 'effect'], word: 'wr', from: text.length - 3 });
  });

  it('is an entry of a list of scalars', () => {
    expect(at(`${PLAN}    needs:\n      - o‸`)).toMatchObject({ path: ['steps', 1, 'needs', 0], word: 'o' });
  });

  it('is nothing in a text of several lines or a comment', () => {
    expect(at('steps:\n  - do:\n      shell: |\n        echo na‸').kind).toBe('none');
    expect(at('# na‸').kind).toBe('none');
    expect(at('name: demo # na‸').kind).toBe('none');
  });
});

describe('a place between brackets', () => {
  it('is a key beside those that stand there', () => {
    expect(at(`${PLAN}    do: { shell: x, t‸`)).toMatchObject({
      kind: 'entry',
      path: ['steps', 1, 'do'],
      word: 't',
      siblings: ['shell'],
      flow: true,
    });
  });

  it('is a value at any depth', () => {
    expect(at(`${PLAN}    do: { sql: { connection: d‸ } }`)).toMatchObject({
      kind: 'value',
      path: ['steps', 1, 'do', 'sql', 'connection'],
      word: 'd',
    });
  });

  it('is an entry of the list at its index', () => {
    expect(at(`${PLAN}    needs: [one, t‸`)).toMatchObject({
      kind: 'entry',
      path: ['steps', 1, 'needs', 1],
      word: 't',
    });
  });

  it('is not fooled by brackets and colons in quotes', () => {
    expect(at(`${PLAN}    do: { shell: "a: {", c‸`)).toMatchObject({ path: ['steps', 1, 'do'], word: 'c' });
    expect(at(`${PLAN}    do: { shell: "a‸`).kind).toBe('none');
  });
});

describe('an expression', () => {
  it('is what stands after ${{, whatever is around it', () => {
    expect(at('locks: ["db:${{ inputs.e‸ }}"]')).toMatchObject({ kind: 'expression', word: 'inputs.e' });
    expect(at('steps:\n  - do: { sql: { query: "${{ steps.a.‸')).toMatchObject({ word: 'steps.a.' });
  });

  it('has ended after }}', () => {
    expect(at('name: ${{ a }} b‸').kind).toBe('value');
  });
});
