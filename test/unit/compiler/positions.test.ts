import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { stepPlan } from './reading.ts';

/** The source text that each error marks. */
function marked(source: string): readonly string[] {
  return readPlan(source)
    .diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    .map(({ start, end }) => source.slice(start.offset, end.offset));
}

const VERIFY = 'verify: [{ file: { path: x } }]';

describe('what a diagnostic marks', () => {
  it.each([
    ['a plain text', 'when: inputs.zz == 1', 'inputs.zz'],
    ['a text in double quotes', 'when: "1 == inputs.zz"', 'inputs.zz'],
    ['a text in single quotes', "when: '1 == inputs.zz'", 'inputs.zz'],
    ['a wrapped expression', 'when: ${{ 1 == inputs.zz }}', 'inputs.zz'],
    ['a literal block', 'when: |\n  true &&\n  1 == inputs.zz', 'inputs.zz'],
    ['a text with escapes: all of it', 'when: "\\x31 == inputs.zz"', '"\\x31 == inputs.zz"'],
    ['a folded block: all of it', 'when: >\n  true &&\n  1 == inputs.zz', '>\n      true &&\n      1 == inputs.zz\n'],
    ['a place in a text', 'artifacts: ["a ${{ run.id }} b ${{ inputs.zz }}"]', 'inputs.zz'],
    ['the end of a syntax that breaks off', 'when: inputs.a ==', ''],
    ['a value', 'timeout: 5 minutes', '5 minutes'],
    ['a key', 'tittle: x', 'tittle'],
    ['a key without a value', 'retry:', 'retry'],
    ['the first line of an object', 'undo:\n  file:\n    write: x\n    copy: y', 'write: x'],
  ])('%s', (_what, line, text) => {
    const found = marked(stepPlan(`do: { shell: x }\n${VERIFY}\n${line}`, 'inputs: { a: { type: string } }\n'));
    expect(found).toContain(text);
  });

  it('the first line of a step that lacks something', () => {
    expect(marked('pulser: 1\nname: a\nsteps:\n  - id: s\n    do: { shell: x }\n')).toEqual(['id: s']);
    expect(marked('{"pulser":1,"name":"a","steps":[{"id":"s","do":{"shell":"x"}}]}')).toEqual([
      '{"id":"s","do":{"shell":"x"}}',
    ]);
  });

  it('counts columns in UTF-16 units, with CRLF and a byte order mark', () => {
    const source =
      '\uFEFFpulser: 1\r\nname: a\r\ntitle: "😀" # x\r\nsteps: [{ id: s, title: "😀", do: { shell: x }, oops: 1 }]\r\n';
    const { diagnostics } = readPlan(new TextEncoder().encode(source));
    expect(diagnostics.map(({ code, start }) => [code, start.line, start.column])).toEqual([
      ['plan.no-verifier', 4, 9],
      ['step.no-undo', 4, 15],
      ['plan.unknown-key', 4, 49],
    ]);
  });

  it('the anchor of what an alias repeats', () => {
    const source = stepPlan('do: { shell: x }\nverify: &v [{ fiel: { path: x } }]').concat(
      '  - { id: t, do: { shell: x }, verify: *v }\n',
    );
    const keys = readPlan(source).diagnostics.filter(({ code }) => code === 'plan.unknown-key');
    expect(keys.map(({ path, start }) => [path, start.line, start.column])).toEqual([
      ['steps[0].verify[0].fiel', 7, 19],
      ['steps[1].verify[0].fiel', 7, 19],
    ]);
  });
});
