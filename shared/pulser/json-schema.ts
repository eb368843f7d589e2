import * as z from 'zod';
import { CHECK_KINDS, check, fileCheck, sqlCheck } from './check.ts';
import { plan } from './plan.ts';
import { json, textMatch } from './primitives.ts';
import { step } from './step.ts';
import { FILE_OPERATIONS, fileCall, httpCall, sqlCall, TOOL_KINDS, toolCall } from './tool-call.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const SCHEMA_ID = 'urn:opsroom:pulser:1';

/**
 * The JSON Schema (draft 2020-12) of what a person may write: for editors, which complete and check from it. Rules that JSON
 * Schema cannot say (names that must exist, expressions) are the plan reader's.
 */
export function pulserJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(plan, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => refine(zodSchema, jsonSchema),
  });
  const { $schema, $defs, ...rest } = schema;
  return {
    $schema,
    $id: SCHEMA_ID,
    title: 'Pulser IR, version 1',
    description: 'A plan of verified work.',
    ...rest,
    $defs: Object.fromEntries(Object.entries($defs ?? {}).filter(([name]) => !name.startsWith('__'))),
  };
}

/** Adds the rules that the schema of the product holds in code. */
function refine(source: z.core.$ZodType, target: JsonSchema): void {
  switch (source) {
    case json:
      // Any JSON at all: the recursive spelling says no more and slows editors down.
      for (const key of Object.keys(target)) if (key !== 'id') delete target[key];
      break;
    case check:
      target.oneOf = oneOf(CHECK_KINDS);
      target.dependentRequired = { every: ['within'] };
      break;
    case toolCall:
      target.oneOf = oneOf(TOOL_KINDS);
      break;
    case fileCall:
      target.oneOf = oneOf(FILE_OPERATIONS);
      break;
    case sqlCall:
      target.oneOf = oneOf(['query', 'statements']);
      target.dependentRequired = { params: ['query'] };
      break;
    case httpCall:
      target.dependentSchemas = { json: without(['body', 'form']), body: without(['form']) };
      break;
    case sqlCheck:
      target.anyOf = oneOf(['value', 'rows', 'json']);
      break;
    case fileCheck:
      target.if = { properties: { exists: { const: false } }, required: ['exists'] };
      target.then = without(['sha256', 'contains', 'matches', 'json']);
      break;
    case textMatch:
      target.minProperties = 1;
      break;
    case step:
      target.if = { properties: { effect: { const: 'irreversible' } }, required: ['effect'] };
      target.then = without(['undo']);
      break;
  }
}

function oneOf(keys: readonly string[]): JsonSchema[] {
  return keys.map((key) => ({ properties: { [key]: true }, required: [key] }));
}

function without(keys: readonly string[]): JsonSchema {
  return { properties: Object.fromEntries(keys.map((key) => [key, false])) };
}
