import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { faults, fixture, stepPlan } from './reading.ts';

const DO = 'do: { shell: x }';
const VERIFY = 'verify: [{ file: { path: x } }]';

describe('a plan with many faults', () => {
  it('reports every one at once, in order, each with its place', () => {
    expect(faults(fixture('invalid/many-faults.yaml'))).toEqual([
      '2:7 error plan.schema name',
      '3:1 error plan.unknown-key tittle',
      '5:62 error plan.input-schema inputs.env.default',
      '6:10 error plan.input-schema inputs.count',
      '7:3 error plan.input-collision inputs.ENV',
      '10:48 error plan.unknown-secret connections.db.url',
      '11:11 warning plan.unused-server servers[0]',
      '12:17 error expression.unknown-name locks[0]',
      '13:10 error plan.schema timeout',
      '15:9 warning step.no-undo steps[0].id',
      '16:24 error expression.in-shell steps[0].do.shell',
      '16:50 error expression.in-shell steps[0].do.shell',
      '17:13 error plan.no-verifier steps[0].verify',
      '18:9 error plan.duplicate-step steps[1].id',
      '18:9 warning step.no-undo steps[1].id',
      '19:13 error plan.unknown-need steps[1].needs[0]',
      '20:11 error plan.unknown-input steps[1].when',
      '24:14 error expression.in-shell steps[1].do.shell',
      '25:7 error plan.unknown-key steps[1].do.timout',
      '26:5 warning step.weak steps[1].verify',
      '28:9 warning step.no-undo steps[2].id',
      '29:12 error plan.cycle steps[2].needs',
      '30:89 error expression.secret-place steps[2].do.http.query.t',
      '32:50 error expression.syntax steps[2].verify[0].http.json',
      '32:62 error plan.schema steps[2].verify[0].http.status',
      '33:35 error plan.regex steps[2].verify[1].file.matches',
      '33:44 error plan.unknown-key steps[2].verify[1].file.exist',
      '34:34 error plan.unknown-key steps[2].verify[2].shell.exti',
      '35:9 error plan.unknown-key steps[2].verify[3].htpp',
      '37:17 error plan.schema steps[2].verify[4].within',
      '39:30 error plan.unknown-connection steps[3].do.sql.connection',
      '39:50 warning expression.in-sql steps[3].do.sql.query',
      '39:54 error expression.syntax steps[3].do.sql.query',
      '41:56 error plan.unknown-output steps[3].verify[0].sql.value',
      '42:13 error plan.not-available steps[3].undo.skill',
      '43:37 error expression.type steps[3].outputs.total',
      '44:24 error plan.schema steps[3].retry.attempts',
      '48:26 error plan.unknown-server steps[4].do.mcp.server',
      '49:16 error plan.schema steps[4].verify[0].file.path',
      '49:28 error plan.schema steps[4].verify[1]',
      '50:11 error plan.schema steps[4].undo',
    ]);
  });

  it('says of each what to do', () => {
    const { diagnostics, plan, digest } = readPlan(fixture('invalid/many-faults.yaml'));
    expect([plan, digest]).toEqual([undefined, undefined]);
    for (const { hint, message, start, end } of diagnostics) {
      expect(hint).toMatch(/[.?]$/);
      expect(message).not.toMatch(/\n|invalid input/i);
      expect(end.offset).toBeGreaterThanOrEqual(start.offset);
    }
  });
});

describe('hints', () => {
  it.each([
    [
      'a value in shell text',
      stepPlan(`do: { shell: "x \${{ inputs.role }}" }\n${VERIFY}`, 'inputs: { role: { type: string } }\n'),
      'Write "$INPUT_ROLE" in the text.',
    ],
    [
      'an output in shell text',
      stepPlan(`do: { shell: "x \${{ secrets.db.url }}" }\n${VERIFY}`),
      'Add to the call: env: { URL: "${{ secrets.db.url }}" }, and write "$URL" in the text.',
    ],
    [
      'a value in the shell text of a check',
      stepPlan(`${DO}\nverify: [{ shell: "x \${{ run.id }}" }]`),
      'Add to the check: shell: { run: …, env: { ID: "${{ run.id }}" } }, and write "$ID" in the text.',
    ],
    ['an unknown key', stepPlan(`${DO}\n${VERIFY}\nretri: 1`), 'Did you mean retry?'],
    [
      'a key of another place',
      stepPlan(`do: { shell: { run: x, command: y } }\n${VERIFY}`),
      'Known keys here: run, shell, stdin, tty.',
    ],
    ['a step with dashes', stepPlan(`${DO}\n${VERIFY}\nwhen: steps.my-step.outputs.x == 1`), 'Write steps["my-step"].'],
    ['a single =', stepPlan(`${DO}\n${VERIFY}\nwhen: inputs.a = 1`), 'Compare with ==.'],
    ['English operators', stepPlan(`${DO}\n${VERIFY}\nwhen: run.id == "a" and true`), 'Write &&, || and !.'],
    ['text and number', stepPlan(`${DO}\n${VERIFY}\nwhen: '"a" + 1 == "b"'`), 'Turn the value into text: string(…).'],
    ['a number for a text', stepPlan(`do: { shell: 5 }\n${VERIFY}`), 'Write a text or an object.'],
    ['a name with capitals', 'pulser: 1\nname: My Plan\n', 'Write my-plan.'],
    ['a duration in words', stepPlan(`${DO}\n${VERIFY}\ntimeout: 5 minutes`), 'Write 5m.'],
    ['a version as a number', 'pulser: 1\nversion: 1.2\n', 'Quote it: "1.2".'],
    [
      'an undeclared secret',
      stepPlan(`do: { shell: x, env: { K: "\${{ secrets.KEY }}" } }\n${VERIFY}`),
      'Declare it: secrets: [KEY].',
    ],
  ])('for %s', (_what, source, hint) => {
    expect(readPlan(source).diagnostics.map((diagnostic) => diagnostic.hint)).toContain(hint);
  });
});

describe('unions', () => {
  it.each([
    [
      'do: { shell: { rum: x } }',
      ['6:11 error plan.schema steps[0].do.shell.run', '6:20 error plan.unknown-key steps[0].do.shell.rum'],
    ],
    ['do: { shell: "" }', ['6:18 error plan.schema steps[0].do.shell']],
    ['do: { shell: [x] }', ['6:18 error plan.schema steps[0].do.shell']],
    ['do: { http: { url: x, method: put } }', ['6:35 error plan.schema steps[0].do.http.method']],
    ['do: { shell: x, http: { url: x } }', ['6:9 error plan.schema steps[0].do']],
    [
      'do: { file: { write: x, contnet: y } }',
      ['6:17 error plan.schema steps[0].do.file', '6:29 error plan.unknown-key steps[0].do.file.contnet'],
    ],
    ['do:', ['6:5 error plan.schema steps[0].do']],
  ])('%s gives the problem of the branch that was meant', (call, expected) => {
    const found = faults(stepPlan(`${call}\n${VERIFY}`)).filter((line) => !line.includes('step.no-undo'));
    expect(found).toEqual(expected);
  });
});
