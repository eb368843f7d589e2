import { revealedDefinitions } from '#renderer/parts/foreign/revealed-definitions.ts';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

/** The arguments of a tool as fields. */
export interface SchemaFields {
  readonly definitions: Readonly<Record<string, InputDefinition>>;
  readonly required: ReadonlySet<string>;
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
/** Deeper than this a value is written as JSON. */
const DEEPEST = 4;
const MOST_FIELDS = 200;

/**
 * The fields that a tool's input schema describes; `null` where only JSON will do. What a form cannot say becomes a field that
 * takes JSON.
 */
export function schemaFields(schema: JsonObject): SchemaFields | null {
  const { additionalProperties: others } = schema;
  if (schema['properties'] === undefined && others !== undefined && others !== false) return null;
  const properties = schema['properties'] ?? {};
  if (!isJsonObject(properties) || Object.keys(properties).length > MOST_FIELDS) return null;
  return { definitions: revealedDefinitions(fieldsOf(properties, 1)), required: new Set(namesOf(schema['required'])) };
}

function fieldsOf(properties: JsonObject, depth: number): Readonly<Record<string, InputDefinition>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      schema === undefined ? [] : [[name, definitionOf(schema, depth)]],
    ),
  );
}

function definitionOf(schema: Json, depth: number): InputDefinition {
  if (!isJsonObject(schema)) return anyJson({});
  const { title, description, enum: choices } = schema;
  const texts = {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(schema['default'] === undefined ? {} : { default: schema['default'] }),
  };
  if (Array.isArray(choices) && choices.length > 0) return { type: 'string', ...texts, enum: choices as Json[] };
  if (schema['const'] !== undefined) return { type: 'string', ...texts, const: schema['const'] };
  const type = typeOf(schema['type']);
  if (type === undefined || depth > DEEPEST || isComposed(schema)) return anyJson(texts);
  if (type === 'array') {
    const { items } = schema;
    return { type, ...texts, ...(isJsonObject(items) ? { items: definitionOf(items, depth + 1) } : {}) };
  }
  if (type === 'object') {
    const { properties } = schema;
    if (!isJsonObject(properties) || Object.keys(properties).length === 0) return { type, ...texts };
    return {
      type,
      ...texts,
      properties: fieldsOf(properties, depth + 1),
      required: namesOf(schema['required']),
    };
  }
  return { type, ...texts };
}

/** A field that takes any JSON as text. */
function anyJson(texts: Partial<InputDefinition>): InputDefinition {
  const said = texts.description === undefined ? 'Any JSON value' : `${texts.description} (any JSON value)`;
  return { ...texts, type: 'object', description: said };
}

/** The one type besides null. */
function typeOf(type: Json | undefined): InputDefinition['type'] | undefined {
  const named = (Array.isArray(type) ? (type as readonly Json[]) : [type]).filter((name) => name !== 'null');
  const [only] = named;
  return named.length === 1 ? TYPES.find((known) => known === only) : undefined;
}

function isComposed(schema: JsonObject): boolean {
  return ['anyOf', 'oneOf', 'allOf', '$ref', 'not', 'if'].some((word) => schema[word] !== undefined);
}

function namesOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((name) => typeof name === 'string') : [];
}
