import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocument } from '#main/compiler/document.ts';
import { inputCheck, type ValueCheck } from '#main/compiler/input-schema.ts';
import { readPlan } from '#main/compiler/read-plan.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { pulserJsonSchema } from '#shared/pulser/json-schema.ts';

const published = JSON.parse(readFileSync('resources/schema/pulser-1.schema.json', 'utf8')) as JsonObject;
const faultsOf = validator();
const folder = 'test/fixtures/plans/valid';

function validator(): ValueCheck {
  const check = inputCheck(published);
  if (!check.ok) throw new Error(check.error);
  return check.value;
}

function planWith(step: JsonObject): Json {
  return { pulser: 1, name: 'a', steps: [{ id: 's', do: { shell: 'x' }, verify: [{ exit: 0 }], ...step }] };
}

describe('the exported JSON Schema', () => {
  it('is what the schema gives (else run: node resources/schema/export.ts)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(pulserJsonSchema())));
  });

  it.each(readdirSync(folder))('accepts %s, and its normalised form', (name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    expect(faultsOf(readDocument(text).value)).toEqual([]);
    expect(faultsOf(JSON.parse(JSON.stringify(readPlan(text).plan)) as Json)).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['two tools', { do: { shell: 'x', sql: { connection: 'd', query: 'q' } } }],
    ['no tool', { do: {} }],
    ['no check', { verify: [] }],
    ['an unknown key', { tittle: 'x' }],
    ['two kinds of check', { verify: [{ exit: 0, output: 'true' }] }],
    ['every without within', { verify: [{ file: { path: 'x' }, every: '1s' }] }],
    ['a query and statements', { do: { sql: { connection: 'd', query: 'q', statements: ['s'] } } }],
    ['two bodies', { do: { http: { url: 'u', json: {}, body: 'x' } } }],
    ['undo of what cannot be undone', { effect: 'irreversible', undo: { shell: 'x' } }],
    ['what a missing file holds', { verify: [{ file: { path: 'x', exists: false, contains: 'y' } }] }],
    ['a number for a text', { do: { shell: 5 } }],
  ])('refuses %s', (_what, step) => {
    expect(faultsOf(planWith({}))).toEqual([]);
    expect(faultsOf(planWith(step))).not.toEqual([]);
  });
});
