import { describe, expect, it } from 'vitest';
import { readInputs } from '#main/compiler/read-inputs.ts';
import { readPlan } from '#main/compiler/read-plan.ts';
import { strictProblems } from '#main/compiler/strict.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { fixture, stepPlan } from './reading.ts';

function planOf(source: string): Plan {
  const { plan, diagnostics } = readPlan(source);
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const plan = planOf(
  stepPlan(
    'do: { shell: x }\nverify: [{ file: { path: x } }]',
    `inputs:
  env: { type: string, enum: [staging, production], default: staging }
  role: { type: string, pattern: "^[a-z_]+$", description: the role to make }
  count: { type: integer, minimum: 1, default: 2 }
  ratio: { type: number, default: 0.5 }
  force: { type: boolean, default: false }
  hosts: { type: array, items: { type: string, format: hostname }, default: [] }
  extra: { type: object, properties: { a: { type: integer } }, additionalProperties: false, default: {} }
`,
  ),
);

function read(given: Readonly<Record<string, Json>>, fromText = true): unknown {
  const result = readInputs(plan, given, { fromText });
  return result.ok ? result.value : result.error.map(({ message, hint }) => `${message} | ${hint}`);
}

describe('readInputs', () => {
  it('takes defaults for what is not given', () => {
    expect(read({ role: 'app' })).toEqual({
      env: 'staging',
      role: 'app',
      count: 2,
      ratio: 0.5,
      force: false,
      hosts: [],
      extra: {},
    });
  });

  it('reads texts as the declared types', () => {
    expect(
      read({ role: 'app', count: '3', ratio: '-1.5e2', force: 'true', hosts: '["a.example"]', extra: '{"a":1}' }),
    ).toEqual({
      env: 'staging',
      role: 'app',
      count: 3,
      ratio: -150,
      force: true,
      hosts: ['a.example'],
      extra: { a: 1 },
    });
  });

  it('does not change values that are typed already', () => {
    expect(read({ role: 'app', count: '3' }, false)).toEqual([
      'input count must be integer | Give count as a whole number.',
    ]);
    expect(read({ role: 'app', count: 3 }, false)).toMatchObject({ count: 3 });
  });

  it('says everything that is wrong at once', () => {
    expect(
      read({ env: 'prod', count: '0.5', ratio: 'x', force: 'yes', hosts: '["_"]', extra: '{"a":"b","c":1}', rol: 'x' }),
    ).toEqual([
      'input env must be one of "staging", "production" | Give env as one of staging, production.',
      'input role is missing | Give role as a text: the role to make.',
      'input count must be integer | Give count as a whole number.',
      'input count must be >= 1 | Give count as a whole number.',
      'input ratio must be number | Give ratio as a number.',
      'input force must be boolean | Give force as true or false.',
      'input hosts.0 must match format "hostname" | Give hosts as a JSON list.',
      'input extra has no member c | Give extra as a JSON object.',
      'input extra.a must be integer | Give extra as a JSON object.',
      'unknown input rol | Did you mean role?',
    ]);
  });

  it('keeps each pattern to its own input', () => {
    const message = 'input role must match pattern "^[a-z_]+$" | Give role as a text: the role to make.';
    expect(read({ role: '5' })).toEqual([message]);
  });

  it.each(['', ' 3', '3 ', '0x10', '1_000', 'Infinity', '1e999', 'NaN'])('takes %j for no number', (count) => {
    expect(read({ role: 'app', count })).toContain('input count must be integer | Give count as a whole number.');
  });

  it('holds patterns against a value in linear time', () => {
    const slow = planOf(
      stepPlan(
        'do: { shell: x }\nverify: [{ file: { path: x } }]',
        'inputs: { a: { type: string, pattern: "^(a+)+$" } }\n',
      ),
    );
    const result = readInputs(slow, { a: `${'a'.repeat(50_000)}b` }, { fromText: true });
    expect(result).toMatchObject({ ok: false, error: [{ message: 'input a must match pattern "^(a+)+$"' }] });
  });

  it('takes names of JavaScript for nothing special', () => {
    expect(read(JSON.parse('{"role":"app","__proto__":"x","constructor":"y"}') as Record<string, Json>)).toHaveLength(
      2,
    );
  });
});

describe('strictProblems', () => {
  it('names the steps that only an exit code verifies', () => {
    const weak = planOf(stepPlan('do: { shell: x }\nverify: [{ exit: 0 }]'));
    expect(strictProblems(weak)).toEqual([
      { stepId: 's', path: 'steps[0].verify', message: 'only an exit code verifies this step' },
    ]);
    expect(strictProblems(planOf(fixture('valid/shell-and-files.yaml')))).toEqual([]);
  });
});
