import type { Tool } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { OutputSchemas, structuredOf } from '#main/tools/mcp/structured.ts';

const tool = (outputSchema: object): Tool => ({
  name: 't',
  inputSchema: { type: 'object' },
  outputSchema: { type: 'object', ...outputSchema },
});

function check(schemas: OutputSchemas, schema: object, structuredContent: Record<string, unknown>): unknown {
  const validate = schemas.compile(tool(schema));
  try {
    return structuredOf('t', { content: [], structuredContent }, validate);
  } catch (error) {
    return (error as Error).message;
  }
}

it('is not held up by a pattern that never comes to an end', () => {
  const schema = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
  const schemas = new OutputSchemas();
  expect(check(schemas, schema, { a: 'aaa' })).toEqual({ a: 'aaa' });
  expect(check(schemas, schema, { a: `${'a'.repeat(64)}!` })).toBe(
    't did not answer as its output schema says: it takes too long to check',
  );
  expect(check(schemas, schema, { a: 'b' })).toContain('must match pattern');
});

it('takes the patterns that schemas are full of, and the dialect that they name', () => {
  // As libraries write the form of an address.
  const mail = { type: 'string', pattern: '^(?!\\.)(?!.*\\.\\.)[a-z.]+@[a-z.]+$' };
  const schemas = new OutputSchemas();
  expect(check(schemas, { properties: { mail } }, { mail: 'a.b@c.d' })).toEqual({ mail: 'a.b@c.d' });
  expect(check(schemas, { properties: { mail } }, { mail: 'a..b@c.d' })).toContain('must match pattern');
  const old = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { a: { items: [{ type: 'number' }] } },
  };
  expect(check(schemas, old, { a: ['x'] })).toContain('must be number');
});

it('tells two schemas apart that have the same id', () => {
  const schemas = new OutputSchemas();
  const $id = 'https://example.com/result';
  expect(check(schemas, { $id, required: ['a'] }, { a: 1 })).toEqual({ a: 1 });
  expect(check(schemas, { $id, required: ['b'] }, { a: 1 })).toContain("must have required property 'b'");
});
