import { expect, test } from 'vitest';
import { schemaFields } from '#renderer/features/tools/model/schema-fields.ts';

test('what a schema says becomes fields, and what a form cannot say becomes JSON', () => {
  const fields = schemaFields({
    type: 'object',
    required: ['path', 'mode'],
    properties: {
      path: { type: 'string', description: 'Where\u200b' },
      mode: { enum: ['fast', 2, null] },
      depth: { type: ['integer', 'null'], default: 3 },
      tags: { type: 'array', items: { type: 'string' } },
      at: { type: 'object', properties: { line: { type: 'number' } }, required: ['line'] },
      free: { type: 'object', additionalProperties: true },
      either: { anyOf: [{ type: 'string' }, { type: 'number' }], description: 'One of two' },
      pointed: { $ref: 'https://example.com/schema.json' },
      any: true,
    },
  });
  expect([...(fields?.required ?? [])]).toEqual(['path', 'mode']);
  expect(fields?.definitions).toMatchObject({
    path: { type: 'string', description: 'Where⟨U+200B⟩' },
    mode: { enum: ['fast', 2, null] },
    depth: { type: 'integer', default: 3 },
    tags: { type: 'array', items: { type: 'string' } },
    at: { type: 'object', properties: { line: { type: 'number' } }, required: ['line'] },
    free: { type: 'object' },
    either: { type: 'object', description: 'One of two (any JSON value)' },
    pointed: { type: 'object', description: 'Any JSON value' },
    any: { type: 'object', description: 'Any JSON value' },
  });
  expect(fields?.definitions['free']?.properties).toBeUndefined();
});

test('a schema without properties has no fields; one that is no map, or too large, has no form', () => {
  expect(schemaFields({ type: 'object' })?.definitions).toEqual({});
  expect(schemaFields({ properties: [] })).toBeNull();
  expect(schemaFields({ type: 'object', additionalProperties: true })).toBeNull();
  expect(schemaFields({ type: 'object', additionalProperties: false })?.definitions).toEqual({});
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`p${index}`, { type: 'string' }]));
  expect(schemaFields({ properties: many })).toBeNull();
});

test('a schema that nests without end is written as JSON from some depth on', () => {
  let schema: { type: string; properties: Record<string, unknown> } = {
    type: 'object',
    properties: { x: { type: 'string' } },
  };
  for (let depth = 0; depth < 50; depth += 1) schema = { type: 'object', properties: { x: schema } };
  const text = JSON.stringify(schemaFields(schema as never)?.definitions);
  expect(text).toContain('Any JSON value');
  expect(text.length).toBeLessThan(1000);
});
