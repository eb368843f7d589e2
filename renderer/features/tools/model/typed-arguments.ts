import { draftOf, draftOfValues, type FormDraft, readForm } from '#renderer/parts/schema-form/form-values.ts';
import { lostValues } from '#renderer/parts/schema-form/lost-values.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import { changedNumber } from './json-layout.ts';
import type { SchemaFields } from './schema-fields.ts';

export type ArgumentsView = 'form' | 'json' | 'schema';

/** The arguments of a tool as they stand: in fields, and as JSON. */
export interface TypedArguments {
  readonly view: ArgumentsView;
  readonly draft: FormDraft;
  readonly text: string;
  /** The JSON counts, not the fields. The schema is only looked at. */
  readonly isText: boolean;
  /** Why the JSON does not become a form. */
  readonly refusal: string | null;
}

/** `null` for a value while something is wrong or missing; `problem`: what is wrong with the JSON. */
export interface ArgumentsReading {
  readonly value: JsonObject | null;
  readonly problem: string | undefined;
}

const MOST_NAMED = 3;

/** Nothing but the defaults. */
export function firstArguments(fields: SchemaFields | null): TypedArguments {
  return {
    view: fields === null ? 'json' : 'form',
    draft: draftOf(fields?.definitions ?? {}),
    text: '{}',
    isText: fields === null,
    refusal: null,
  };
}

export function readArguments(
  { draft, text, isText, refusal }: TypedArguments,
  fields: SchemaFields | null,
): ArgumentsReading {
  if (!isText) return readFields(fields, draft);
  const parsed = parsedText(text);
  return { value: parsed.value, problem: refusal ?? parsed.problem };
}

/** Looked at another way. JSON that a form cannot hold stays JSON, and says why. */
export function shownAs(typed: TypedArguments, fields: SchemaFields | null, view: ArgumentsView): TypedArguments {
  const { text, isText, draft } = typed;
  if (view === 'json' && !isText) return { ...typed, view, text: formText(fields, draft), isText: true };
  if (view !== 'form' || !isText || fields === null) return { ...typed, view };
  // What was not changed meanwhile is as it was, with what is wrong in it.
  if (text === formText(fields, draft)) return { ...typed, view, isText: false, refusal: null };
  const { value, problem } = parsedText(text);
  if (value === null) return { ...typed, view: 'json', refusal: `The form needs JSON that can be read. ${problem}` };
  const lost = lostValues(fields.definitions, value, fields.required);
  if (lost.length > 0) return { ...typed, view: 'json', refusal: `The form cannot hold this as it is: ${named(lost)}` };
  return { ...typed, view, draft: draftOfValues(fields.definitions, value), isText: false, refusal: null };
}

/** With the arguments of an earlier call: in the form where it can hold them. */
export function taken(typed: TypedArguments, fields: SchemaFields | null, value: JsonObject): TypedArguments {
  const text = JSON.stringify(value, null, 2);
  const isWhole = fields !== null && lostValues(fields.definitions, value, fields.required).length === 0;
  if (!isWhole) return { ...typed, view: 'json', text, isText: true, refusal: null };
  return { view: 'form', draft: draftOfValues(fields.definitions, value), text, isText: false, refusal: null };
}

function readFields(fields: SchemaFields | null, draft: FormDraft): ArgumentsReading {
  const { values, problems } = readForm(fields?.definitions ?? {}, draft, fields?.required);
  return { value: problems.size === 0 ? values : null, problem: undefined };
}

function formText(fields: SchemaFields | null, draft: FormDraft): string {
  return JSON.stringify(readForm(fields?.definitions ?? {}, draft, fields?.required).values, null, 2);
}

function parsedText(text: string): ArgumentsReading {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return { value: null, problem: 'Arguments are a JSON object' };
    const number = changedNumber(text);
    if (number === undefined) return { value, problem: undefined };
    return { value: null, problem: `${number} would be sent as ${Number(number)}` };
  } catch (error) {
    return { value: null, problem: error instanceof Error ? error.message : 'This is not JSON' };
  }
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return [...paths.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
