import type { ElicitRequestFormParams, PrimitiveSchemaDefinition } from '@modelcontextprotocol/client';
import type { Json } from '#shared/lib/json.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';

type Fields = Readonly<Record<string, InputDefinition>>;
type RequestedSchema = ElicitRequestFormParams['requestedSchema'];

interface Choice {
  readonly value: Json;
  readonly title: string | undefined;
}

/** Members that mean the same in both, for every type of field. */
const SHARED = [
  'title',
  'default',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const;

/** The fields of a form that a server asks to be filled in, as inputs are defined everywhere else. */
export function formFields(schema: RequestedSchema): { readonly fields: Fields; readonly required: readonly string[] } {
  const fields = Object.entries(schema.properties).map(([name, field]) => [name, inputOf(field)] as const);
  return {
    fields: Object.fromEntries(fields),
    required: (schema.required ?? []).filter((name) => Object.hasOwn(schema.properties, name)),
  };
}

function inputOf(field: PrimitiveSchemaDefinition): InputDefinition {
  const source = field as Readonly<Record<string, unknown>>;
  const shared = Object.fromEntries(
    SHARED.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]] as const])),
  ) as Partial<InputDefinition>;
  const choices = choicesOf(source);
  const titles = choices.flatMap(({ value, title }) =>
    title === undefined ? [] : [`${typeof value === 'string' ? value : JSON.stringify(value)}: ${title}`],
  );
  const description = [field.description ?? '', ...titles].filter((line) => line !== '').join('\n');
  const values = choices.map(({ value }) => value);
  return {
    ...shared,
    type: field.type,
    ...(description === '' ? {} : { description }),
    ...(values.length === 0 || field.type === 'array' ? {} : { enum: values }),
    ...(field.type === 'array'
      ? { items: { type: 'string', ...(values.length === 0 ? {} : { enum: values }) }, uniqueItems: true }
      : {}),
  };
}

/** What can be chosen: as plain values, with the titles beside them, or as one constant with a title each. */
function choicesOf(field: Readonly<Record<string, unknown>>): readonly Choice[] {
  const items = isRecord(field['items']) ? field['items'] : field;
  const titled = items['oneOf'] ?? items['anyOf'];
  if (Array.isArray(titled)) {
    return titled
      .filter((choice: unknown) => isRecord(choice))
      .map((choice) => ({ value: choice['const'] as Json, title: textOf(choice['title']) }));
  }
  const values: unknown = items['enum'];
  if (!Array.isArray(values)) return [];
  const titles: unknown = items['enumNames'];
  return values.map((value: Json, at) => ({ value, title: Array.isArray(titles) ? textOf(titles[at]) : undefined }));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
