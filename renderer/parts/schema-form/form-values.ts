import { type Json, sameJson } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

/** Inputs or fields by name, as a plan defines them. */
export type Definitions = Readonly<Record<string, InputDefinition>>;

/** What stands in a field: text as it was typed, a tick, or parts of a list or an object. `undefined`: untouched and empty. */
export type FieldDraft = string | boolean | readonly FieldDraft[] | { readonly [name: string]: FieldDraft } | undefined;
export type FormDraft = Readonly<Record<string, FieldDraft>>;

/** What a form says: the values that are there, and what is wrong by the path of the field (`server.port`, `hosts.0`). */
export interface FormReading {
  readonly values: Readonly<Record<string, Json>>;
  readonly problems: ReadonlyMap<string, string>;
}

/** A form with the given values, else the defaults. */
export function draftOf(definitions: Definitions, given: Readonly<Record<string, Json | undefined>> = {}): FormDraft {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      fieldDraft(definition, Object.hasOwn(given, name) ? given[name] : definition.default),
    ]),
  );
}

/** A form of other definitions with what was typed into one before, where a field of that name and kind is still there. */
export function draftCarried(
  definitions: Definitions,
  draft: FormDraft,
  typed: { readonly definitions: Definitions; readonly draft: FormDraft },
): FormDraft {
  const untouched = draftOf(typed.definitions);
  const carried = Object.entries(definitions).filter(([name, definition]) => {
    const before = Object.hasOwn(typed.definitions, name) ? typed.definitions[name] : undefined;
    if (before === undefined || !sameJson(shapeOf(before), shapeOf(definition))) return false;
    return JSON.stringify(typed.draft[name]) !== JSON.stringify(untouched[name]);
  });
  return { ...draft, ...Object.fromEntries(carried.map(([name]) => [name, typed.draft[name]])) };
}

/** What may stand in a field, apart from what is said about it and from its default. */
function shapeOf(definition: InputDefinition): Json {
  const shape = Object.entries(definition).filter(([key]) => !['title', 'description', 'default'].includes(key));
  return Object.fromEntries(shape);
}

/** A form with these values and nothing else: what they leave out stays empty, whatever its default is. */
export function draftOfValues(definitions: Definitions, values: Readonly<Record<string, Json | undefined>>): FormDraft {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      fieldDraft(definition, Object.hasOwn(values, name) ? values[name] : undefined, draftOfValues),
    ]),
  );
}

/** A value as it stands in its field; `undefined` where the field cannot hold it. `members` makes what stands in an object. */
export function fieldDraft(
  definition: InputDefinition,
  value: Json | undefined,
  members: typeof draftOfValues = draftOf,
): FieldDraft {
  if (isJsonText(definition)) return value === undefined ? undefined : JSON.stringify(value, null, 2);
  const choices = choicesOf(definition);
  if (choices !== undefined) {
    const choice = choices.find((candidate) => sameJson(candidate, value));
    return choice === undefined ? undefined : JSON.stringify(choice);
  }
  switch (definition.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'array': {
      const { items } = definition;
      if (!Array.isArray(value) || items === undefined) return undefined;
      return value.map((item: Json) => fieldDraft(items, item, members));
    }
    case 'object': {
      const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
      return members(definition.properties ?? {}, given as Readonly<Record<string, Json>>);
    }
    default:
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  }
}

/** The values of which one is chosen; `undefined` where anything of the type will do. */
export function choicesOf({ enum: choices, const: only }: InputDefinition): readonly Json[] | undefined {
  return choices ?? (only === undefined ? undefined : [only]);
}

/** True where a field takes JSON as text: nothing is said about what is in its value. */
export function isJsonText(definition: InputDefinition): boolean {
  const { type, items, properties } = definition;
  if (choicesOf(definition) !== undefined) return false;
  return (type === 'array' && items === undefined) || (type === 'object' && properties === undefined);
}

/** Reads a form. What a definition asks for beyond its type is checked where the values go. `required`: every field unless told. */
export function readForm(definitions: Definitions, draft: FormDraft, required?: ReadonlySet<string>): FormReading {
  const problems = new Map<string, string>();
  const values = readFields(definitions, draft, (name) => required?.has(name) ?? true, '', problems);
  return { values, problems };
}

function readFields(
  definitions: Definitions,
  draft: FormDraft,
  isRequired: (name: string) => boolean,
  path: string,
  problems: Map<string, string>,
): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const own = `${path}${name}`;
    const value = readField(definition, draft[name], isRequired(name), own, problems);
    if (value !== undefined) values[name] = value;
    else if (!problems.has(own) && isRequired(name)) problems.set(own, 'Needs a value');
  }
  return values;
}

function readField(
  definition: InputDefinition,
  draft: FieldDraft,
  isRequired: boolean,
  path: string,
  problems: Map<string, string>,
): Json | undefined {
  const { type, items, properties, required = [] } = definition;
  if (isJsonText(definition) || choicesOf(definition) !== undefined) {
    return typeof draft === 'string' ? readJson(draft, type, path, problems) : undefined;
  }
  // What need not be there is not there while nothing stands in it.
  if (!isRequired && isEmpty(draft)) return undefined;
  if (type === 'boolean') return typeof draft === 'boolean' ? draft : undefined;
  if (type === 'array') {
    if (items === undefined) return undefined;
    const drafts = Array.isArray(draft) ? (draft as readonly FieldDraft[]) : [];
    return drafts.map((item, index) => {
      const value = readField(items, item, true, `${path}.${index}`, problems);
      if (value === undefined && !problems.has(`${path}.${index}`)) problems.set(`${path}.${index}`, 'Needs a value');
      return value ?? null;
    });
  }
  if (type === 'object') {
    const members = typeof draft === 'object' && !Array.isArray(draft) ? (draft as FormDraft) : {};
    return readFields(properties ?? {}, members, (name) => required.includes(name), `${path}.`, problems);
  }
  if (typeof draft !== 'string') return undefined;
  if (type === 'string') return readText(definition, draft);
  return readNumber(type, draft, path, problems);
}

/** Nothing was filled in. An empty list, and an empty text that may stand for itself, are something. */
function isEmpty(draft: FieldDraft): boolean {
  if (draft === undefined) return true;
  return typeof draft === 'object' && !Array.isArray(draft) && Object.values(draft).every(isEmptyMember);
}

function isEmptyMember(draft: FieldDraft): boolean {
  return draft === '' || isEmpty(draft);
}

/** An empty text is a value only where the definition has one as its default. */
function readText(definition: InputDefinition, draft: string): string | undefined {
  return draft === '' && definition.default === undefined ? undefined : draft;
}

function readNumber(
  type: 'number' | 'integer',
  draft: string,
  path: string,
  problems: Map<string, string>,
): number | undefined {
  const text = draft.trim();
  if (text === '') return undefined;
  const value = Number(text);
  if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) || !Number.isFinite(value)) {
    problems.set(path, `"${text}" is no number`);
    return undefined;
  }
  if (type === 'integer' && !Number.isInteger(value)) {
    problems.set(path, `${text} is no whole number`);
    return undefined;
  }
  return value;
}

function readJson(draft: string, type: string, path: string, problems: Map<string, string>): Json | undefined {
  if (draft.trim() === '') return undefined;
  try {
    return JSON.parse(draft) as Json;
  } catch {
    problems.set(path, `Is no JSON ${type}`);
    return undefined;
  }
}
