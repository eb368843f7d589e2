import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { inputCheck } from './input-schema.ts';
import { suggest } from './problem.ts';

/** One thing that is wrong with the inputs that were given. */
export interface InputIssue {
  /** Name of the input. */
  readonly input: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * The inputs of a run: what was given, else the defaults, all held against the plan's definitions. With `fromText` a text
 * is read as the declared type (`-i count=3`). Every problem is reported at once.
 */
export function readInputs(
  plan: Pick<Plan, 'inputs'>,
  given: Readonly<Record<string, Json>>,
  options: { readonly fromText: boolean },
): Result<Record<string, Json>, readonly InputIssue[]> {
  return readValues(plan.inputs, given, options);
}

/** The same for any set of definitions, such as the fields of a form. `optional`: those that need no value. */
export function readValues(
  definitions: Readonly<Record<string, InputDefinition>>,
  given: Readonly<Record<string, Json>>,
  options: { readonly fromText: boolean; readonly optional?: readonly string[] | undefined },
): Result<Record<string, Json>, readonly InputIssue[]> {
  const values: Record<string, Json> = {};
  const issues: InputIssue[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const raw = Object.hasOwn(given, name) ? given[name] : definition.default;
    if (raw === undefined) {
      if (options.optional?.includes(name) === true) continue;
      issues.push({ input: name, message: `input ${name} is missing`, hint: describeInput(name, definition) });
      continue;
    }
    const isText = options.fromText && Object.hasOwn(given, name) && typeof raw === 'string';
    const value = isText ? coerce(raw, definition) : raw;
    values[name] = value;
    issues.push(...misfits(name, value, definition));
  }
  const known = Object.keys(definitions);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(definitions, name)) continue;
    issues.push({ input: name, message: `unknown input ${name}`, hint: suggest(name, known, 'inputs') });
  }
  return issues.length === 0 ? ok(values) : err(issues);
}

function misfits(name: string, value: Json, definition: InputDefinition): readonly InputIssue[] {
  const check = inputCheck(definition as unknown as JsonObject);
  if (!check.ok)
    return [{ input: name, message: check.error, hint: 'Correct the definition of the input in the plan.' }];
  return check.value(value).map(({ path, message }) => ({
    input: name,
    message: `input ${[name, ...path].join('.')} ${message}`,
    hint: describeInput(name, definition),
  }));
}

/** A text as the declared type; a text that is none stays text, and the check says what is wrong. */
function coerce(text: string, definition: InputDefinition): Json {
  switch (definition.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'integer':
    case 'number':
      return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'array':
    case 'object':
      return parseJson(text, definition.type);
    default:
      return text;
  }
}

function parseJson(text: string, type: 'array' | 'object'): Json {
  try {
    const value = JSON.parse(text) as Json;
    return (type === 'array' ? Array.isArray(value) : isJsonObject(value)) ? value : text;
  } catch {
    return text;
  }
}

function describeInput(name: string, definition: InputDefinition): string {
  if (definition.enum !== undefined) {
    return `Give ${name} as one of ${definition.enum.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', ')}.`;
  }
  const form: Record<InputDefinition['type'], string> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a JSON list',
    object: 'a JSON object',
  };
  const about = definition.description ?? definition.title;
  return `Give ${name} as ${form[definition.type]}${about === undefined ? '' : `: ${about}`}.`;
}
