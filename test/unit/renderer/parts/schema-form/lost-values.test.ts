import { expect, test } from 'vitest';
import { lostValues } from '#renderer/parts/schema-form/lost-values.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

const definitions = {
  path: { type: 'string' },
  depth: { type: 'integer', default: 3 },
  loud: { type: 'boolean' },
  mode: { type: 'string', enum: ['fast', { own: 1 }] },
  tags: { type: 'array', items: { type: 'string' } },
  at: { type: 'object', properties: { line: { type: 'number' } }, required: ['line'] },
  free: { type: 'object' },
} as const satisfies Record<string, InputDefinition>;
const lost = (values: JsonObject) => lostValues(definitions, values, new Set(['path']));

test('a form holds what has fields, and adds nothing to it', () => {
  const values: readonly JsonObject[] = [
    {},
    { path: 'a' },
    { path: 'a', depth: -2, loud: false, mode: { own: 1 }, tags: [], at: { line: 1e21 }, free: { any: [null] } },
    { path: 'a\nb', tags: ['x'] },
  ];
  for (const value of values) expect(lost(value)).toEqual([]);
});

test('what a form would drop, add or change is named', () => {
  expect(lost({ path: 'a', extra: 1 })).toEqual(['extra']);
  expect(lost({ at: { line: 1, column: 2 } })).toEqual(['at.column']);
  expect(lost({ depth: null, loud: 'yes', mode: 'slow', path: 5, tags: ['a', 1] })).toEqual([
    'depth',
    'loud',
    'mode',
    'path',
    'tags',
  ]);
  expect(lost({ path: '', at: {} })).toEqual(['path', 'at']);
  expect(lost(JSON.parse('{"__proto__": 1}') as JsonObject)).toEqual(['__proto__']);
});
