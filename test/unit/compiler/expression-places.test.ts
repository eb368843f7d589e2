import { describe, expect, it } from 'vitest';
import { faults, stepPlan } from './reading.ts';

const DO = 'do: { shell: x }';
const VERIFY = 'verify: [{ file: { path: x } }]';
const TOP = 'secrets: [KEY]\ninputs: { a: { type: string } }\n';

/** Faults of a plan whose second step `s` comes after `first`, without places. */
function codes(lines: string, first = 'outputs: { out: result.x }', top = TOP): readonly string[] {
  const before = `  - { id: first, do: { http: { url: u } }, verify: [{ output: "true" }], ${first} }\n`;
  const plan = stepPlan(lines, top).replace('steps:\n', `steps:\n${before}`);
  return faults(plan).map((line) => line.split(' ').slice(1).join(' '));
}

describe('where expressions may stand', () => {
  it.each([
    'when: inputs.a == run.id && steps.first.outputs.out > 1',
    'when: ${{ inputs.a == "x" }}',
    'outputs: { o: result.a + inputs.a }',
    'artifacts: ["${{ run.number }}.txt"]',
    'undo: { http: { url: "x/${{ steps.s.outputs.o }}" } }\noutputs: { o: result.x }',
    'title: literal $${{ x }}',
    'approve: { message: "go ${{ inputs.a }} ${{ steps.first.outputs.out }}?" }',
  ])('%s', (line) => {
    expect(codes(`${DO}\n${VERIFY}\n${line}`)).toEqual([]);
  });

  it.each([
    ['when: result.x', ['error expression.unknown-name steps[1].when']],
    ['when: 1 + 2', ['error expression.type steps[1].when']],
    ['when: secrets.KEY == ""', ['error expression.secret-place steps[1].when']],
    ['when: run.nope == 1', ['error expression.unknown-name steps[1].when']],
    ['when: foo', ['error expression.unknown-name steps[1].when']],
    ['when: ${{ inputs.a }} == "${{ inputs.b }}"', ['error expression.syntax steps[1].when']],
    ['outputs: { o: body.x }', ['error expression.unknown-name steps[1].outputs.o']],
    ['artifacts: ["${{ inputs.a"]', ['error expression.syntax steps[1].artifacts[0]']],
    ['title: for ${{ inputs.a }}', ['warning expression.not-evaluated steps[1].title']],
    ['approve: { message: "go ${{ secrets.KEY }}?" }', ['error expression.secret-place steps[1].approve.message']],
    ['why: for ${{ inputs.a }}', ['warning expression.not-evaluated steps[1].why']],
    ['when: ""', ['error plan.schema steps[1].when']],
  ])('%s is wrong', (line, expected) => {
    expect(codes(`${DO}\n${VERIFY}\n${line}`)).toEqual(expected);
  });

  it.each([
    ['{ http: { url: u, json: "body.a && status == 200 && headers.x != inputs.a" } }', []],
    ['{ http: { url: u, json: "rows.size() > 0" } }', ['error expression.unknown-name steps[1].verify[0].http.json']],
    ['{ shell: { run: x, json: "json.a == 1" } }', []],
    ['{ file: { path: x, json: "json[0] == body" } }', ['error expression.unknown-name steps[1].verify[0].file.json']],
    ['{ output: "result.x == 1" }', []],
    ['{ output: "json.x == 1" }', ['error expression.unknown-name steps[1].verify[0].output']],
    ['{ http: { url: u, status: "${{ 200 }} " } }', ['error plan.schema steps[1].verify[0].http.status']],
    ['{ http: { url: u, status: "${{ 200 }}${{ 1 }}" } }', ['error expression.syntax steps[1].verify[0].http.status']],
    ['{ tcp: { port: "${{ inputs.b }}" } }', ['error plan.unknown-input steps[1].verify[0].tcp.port']],
    ['{ file: { path: x, matches: "${{ inputs.a }}(" } }', []],
  ])('a check %s', (check, expected) => {
    expect(codes(`${DO}\nverify: [${check}]`)).toEqual(expected);
  });
});

describe('outputs of steps', () => {
  const use = (expression: string): string => `${DO}\n${VERIFY}\nwhen: ${expression} == "x"`;

  it.each([
    ['steps.first.outputs.out', []],
    ['steps["first"].outputs["out"]', []],
    ['steps.first.outputs.other', ['error plan.unknown-output steps[1].when']],
    ['steps.first.result', ['error expression.unknown-name steps[1].when']],
    ['steps.frist.outputs.out', ['error plan.unknown-step steps[1].when']],
    ['steps.s.outputs.out', ['error plan.not-before steps[1].when']],
    ['steps[inputs.a].outputs.out', ['error plan.unknown-step steps[1].when']],
    ['steps.a-b.outputs.out', ['error expression.syntax steps[1].when']],
  ])('%s', (expression, expected) => {
    expect(codes(use(expression))).toEqual(expected);
  });

  it('must be of a step that is sure to be done', () => {
    expect(codes(`needs: []\n${use('steps.first.outputs.out')}`)).toEqual(['error plan.not-before steps[1].when']);
  });

  it('may be anything that a shell step writes, and the fields of a form', () => {
    const shell = stepPlan(`do: { shell: x }\n${VERIFY}\nalways: true\nneeds: []`, TOP);
    const next = (line: string): string => `${shell}  - { id: t, ${line}, do: { http: { url: u } }, ${VERIFY} }\n`;
    expect(faults(next('when: "steps.s.outputs.any == inputs.a"'))).toEqual([]);
    const human = next('when: "steps.s.outputs.name == steps.s.outputs.nam"').replace(
      'do: { shell: x }',
      'do: { human: { ask: q, fields: { name: { type: string } } } }',
    );
    expect(faults(human)).toEqual(['12:45 error plan.unknown-output steps[1].when']);
  });
});

describe('where secrets may stand', () => {
  const S = '"${{ secrets.KEY }}"';
  it.each([
    `do: { shell: x, env: { K: ${S} } }\n${VERIFY}`,
    `do: { http: { url: ${S}, headers: { a: ${S} }, body: ${S} } }\n${VERIFY}`,
    `do: { http: { url: u, json: { a: [${S}] }, tls: { key: ${S}, cert: ${S} } } }\n${VERIFY}`,
    `do: { http: { url: u, form: { a: ${S} } } }\n${VERIFY}`,
    `${DO}\nverify: [{ http: { url: u, headers: { a: ${S} } } }]`,
    `${DO}\nverify: [{ shell: { run: x, env: { A: ${S} } } }]`,
  ])('%s', (lines) => {
    expect(codes(lines)).toEqual([]);
  });

  it.each([
    [`do: { http: { url: u, query: { a: ${S} } } }\n${VERIFY}`, 'steps[1].do.http.query.a'],
    [`do: { http: { url: u, tls: { ca: ${S} } } }\n${VERIFY}`, 'steps[1].do.http.tls.ca'],
    [`do: { file: { write: x, content: ${S} } }\n${VERIFY}`, 'steps[1].do.file.content'],
    [`do: { sql: { connection: db, query: q, params: [${S}] } }\n${VERIFY}`, 'steps[1].do.sql.params[0]'],
    [`${DO}\nverify: [{ http: { url: ${S} } }]`, 'steps[1].verify[0].http.url'],
    [`${DO}\nverify: [{ file: { path: x, contains: ${S} } }]`, 'steps[1].verify[0].file.contains'],
    [`${DO}\n${VERIFY}\nartifacts: [${S}]`, 'steps[1].artifacts[0]'],
  ])('%s is wrong', (lines, path) => {
    const top = `${TOP}connections: { db: { driver: postgres, url: ${S} } }\n`;
    expect(codes(lines, undefined, top)).toEqual([`error expression.secret-place ${path}`]);
  });

  it('must be declared and named', () => {
    expect(codes(`do: { shell: x, env: { K: "\${{ secrets.OTHER }}" } }\n${VERIFY}`)).toEqual([
      'error plan.unknown-secret steps[1].do.env.K',
    ]);
    expect(codes(`do: { shell: x, env: { K: "\${{ secrets }}" } }\n${VERIFY}`)).toEqual([
      'error plan.unknown-secret steps[1].do.env.K',
    ]);
  });
});

describe('warnings', () => {
  it('of steps that a rollback cannot take back', () => {
    const plan = (line: string): readonly string[] =>
      faults(stepPlan(`${line}\n${VERIFY}`).replace('onFailure: stop', 'onFailure: rollback'));
    expect(plan(DO)).toEqual(['5:9 warning step.no-undo steps[0].id']);
    expect(plan(`${DO}\neffect: read`)).toEqual([]);
    expect(plan(`${DO}\neffect: irreversible`)).toEqual([]);
    expect(plan(`${DO}\nundo: { shell: y }`)).toEqual([]);
    expect(plan('do: { human: { ask: q } }')).toEqual([]);
  });

  it('of steps that only an exit code verifies', () => {
    expect(codes(`${DO}\nverify: [{ exit: 0 }]`)).toEqual(['warning step.weak steps[1].verify']);
    expect(codes(`${DO}\nverify: [{ exit: 0 }, { file: { path: x }, severity: warn }]`)).toEqual([
      'warning step.weak steps[1].verify',
    ]);
    expect(codes(`${DO}\nverify: [{ exit: 0 }, { file: { path: x } }]`)).toEqual([]);
  });

  it('of outputs that are not there when the step is satisfied', () => {
    const uses = `${DO}\n${VERIFY}\nwhen: steps.first.outputs.out == 1`;
    const check = 'verify: [{ file: { path: y } }]';
    const plan = (first: string): readonly string[] => {
      const step = `  - { id: first, do: { http: { url: u } }, outputs: { out: result.x }, ${first} }\n`;
      return faults(stepPlan(uses).replace('steps:\n', `steps:\n${step}`));
    };
    expect(plan(check)).toEqual(['5:11 warning step.skippable-output steps[0].id']);
    expect(plan(`${check}, always: true`)).toEqual([]);
    expect(plan(`${check}, effect: read`)).toEqual([]);
    expect(plan('verify: [{ file: { path: y }, baseline: false }]')).toEqual([]);
    expect(plan('verify: [{ file: { path: y } }, { output: "true" }]')).toEqual([]);
  });
});
