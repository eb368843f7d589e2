import { describe, expect, it } from 'vitest';
import { planNames } from '#renderer/features/plans/model/plan-names.ts';
import { describeAt } from '#renderer/features/plans/model/schema-view.ts';
import { suggestionsFor } from '#renderer/features/plans/model/suggestions.ts';
import { contextAt } from '#renderer/features/plans/model/yaml-context.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import { pulserJsonSchema } from '#shared/pulser/json-schema.ts';

const exported: unknown = JSON.parse(JSON.stringify(pulserJsonSchema()));
const schema: JsonObject = isJsonObject(exported) ? exported : {};

const HEAD = `pulser: 1
inputs:
  env: { type: string }
  role:
    type: string
secrets: [DB_URL, TOKEN]
connections:
  main: { driver: sqlite, path: a.db }
steps:
  - id: build
    outputs: { size: result.stdout, sum: "a.b" }
    do: { shell: x }
  - id: ship
    outputs:
      url: result.body
`;

function labels(marked: string): readonly string[] {
  const text = marked.replace('‸', '');
  return suggestionsFor(contextAt(text, marked.indexOf('‸')), schema, planNames(text)).map((one) => one.label);
}

describe('what can be written', () => {
  it('is each key of a step that is not there yet', () => {
    const found = labels(`${HEAD}    ‸`);
    expect(found).toEqual(expect.arrayContaining(['title', 'effect', 'needs', 'verify', 'undo', 'do']));
    expect(found).not.toContain('id');
    expect(found).not.toContain('outputs');
  });

  it('is one kind of check, and no second kind beside it', () => {
    expect(labels(`${HEAD}    verify:\n      - ‸`)).toEqual(expect.arrayContaining(['shell', 'http', 'file', 'tcp']));
    const beside = labels(`${HEAD}    verify:\n      - http: x\n        ‸`);
    expect(beside).toContain('within');
    expect(beside).not.toContain('file');
  });

  it('is the members of a union branch that is an object', () => {
    expect(labels(`${HEAD}    do: { http: { ‸`)).toEqual(expect.arrayContaining(['method', 'url', 'headers', 'tls']));
    expect(labels(`${HEAD}    do: { shell: { ‸`)).toEqual(expect.arrayContaining(['run', 'stdin', 'tty']));
  });

  it('is the values of an enum, a constant, a yes or no', () => {
    expect(labels(`${HEAD}    effect: ‸`)).toEqual(['read', 'write', 'irreversible']);
    expect(labels(`${HEAD}    always: ‸`)).toEqual(['true', 'false']);
    expect(labels('connections:\n  db: { driver: ‸')).toEqual(['sqlite', 'postgres']);
  });

  it('is the other steps in needs, and connections where one is named', () => {
    expect(labels(`${HEAD}    needs: [‸`)).toEqual(['build']);
    expect(labels(`${HEAD}    needs:\n      - ‸`)).toEqual(['build']);
    expect(labels(`${HEAD}    do: { sql: { connection: ‸`)).toEqual(['main']);
  });

  it('is names of the plan in expressions', () => {
    expect(labels(`${HEAD}    do: { sql: { query: "\${{ ‸`)).toEqual(['inputs', 'steps', 'secrets', 'run']);
    expect(labels(`${HEAD}    do: { sql: { query: "\${{ inputs.‸`)).toEqual(['inputs.env', 'inputs.role']);
    expect(labels(`${HEAD}    do: { sql: { query: "\${{ secrets.‸`)).toEqual(['secrets.DB_URL', 'secrets.TOKEN']);
    expect(labels(`${HEAD}    do: { sql: { query: "\${{ steps.b‸`)).toEqual([
      'steps.build.outputs',
      'steps.ship.outputs',
    ]);
    expect(labels(`${HEAD}    do: { sql: { query: "\${{ steps.build.outputs.‸`)).toEqual([
      'steps.build.outputs.size',
      'steps.build.outputs.sum',
    ]);
  });

  it('opens a list or an object on a line of its own', () => {
    const text = `${HEAD}    ver`;
    const found = suggestionsFor(contextAt(text, text.length), schema, planNames(text));
    expect(found.find((one) => one.label === 'verify')?.insert).toBe('verify:\n      - ');
    expect(found.find((one) => one.label === 'title')?.insert).toBe('title: ');
    expect(found.find((one) => one.label === 'retry')?.insert).toBe('retry:\n      ');
  });
});

describe('what a key is', () => {
  it('is told with its type, its sentence and its default', () => {
    expect(describeAt(schema, ['steps', 0, 'effect'])).toEqual({
      type: 'read | write | irreversible',
      description: '',
      byDefault: 'write',
    });
    expect(describeAt(schema, ['steps', 0, 'needs'])?.description).toContain('Absent: the previous step');
    expect(describeAt(schema, ['nothing'])).toBeNull();
  });
});
