import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';

/** A key that may stand at a place. */
export interface SchemaKey {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly required: boolean;
  readonly shape: 'scalar' | 'object' | 'list';
}

/** The schemas that may hold at a path, unions taken apart. */
export function schemasAt(root: JsonObject, path: readonly (string | number)[]): readonly JsonObject[] {
  let schemas = branches(root, root);
  for (const part of path) schemas = schemas.flatMap((schema) => memberOf(root, schema, part));
  return schemas;
}

/** The keys that may be written, without those that stand there and those they rule out. */
export function keysOf(
  root: JsonObject,
  path: readonly (string | number)[],
  present: readonly string[],
): readonly SchemaKey[] {
  const found = new Map<string, SchemaKey>();
  for (const schema of schemasAt(root, path)) {
    const excluded = excludedBy(schema, present);
    const required: readonly Json[] = Array.isArray(schema.required) ? schema.required : [];
    for (const [name, member] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {})) {
      if (present.includes(name) || excluded.has(name) || found.has(name) || !isJsonObject(member)) continue;
      found.set(name, {
        name,
        description: descriptionOf(root, member),
        type: typeOf(root, member),
        required: required.includes(name),
        shape: shapeOf(root, member),
      });
    }
  }
  return [...found.values()];
}

/** The values that may be written at a path, where they can be listed. */
export function valuesOf(root: JsonObject, path: readonly (string | number)[]): readonly string[] {
  const values = schemasAt(root, path).flatMap((schema): readonly Json[] => {
    if (Array.isArray(schema.enum)) return schema.enum;
    if (schema.const !== undefined) return [schema.const];
    return schema.type === 'boolean' ? [true, false] : [];
  });
  return [...new Set(values.map(String))];
}

/** What a place takes, in a line and a sentence; `null` where the schema knows nothing of it. */
export function describeAt(
  root: JsonObject,
  path: readonly (string | number)[],
): { readonly type: string; readonly description: string; readonly byDefault: string } | null {
  const last = path.at(-1);
  const parents = schemasAt(root, path.slice(0, -1));
  for (const parent of parents) {
    const member = last === undefined ? parent : rawMember(parent, last);
    if (member === undefined) continue;
    const byDefault = resolve(root, member).find((one) => one.default !== undefined)?.default;
    const shown = byDefault === undefined || typeof byDefault === 'object' ? '' : String(byDefault);
    return { type: typeOf(root, member), description: descriptionOf(root, member), byDefault: shown };
  }
  return null;
}

function rawMember(schema: JsonObject, part: string | number): JsonObject | undefined {
  if (typeof part === 'number') return isJsonObject(schema.items) ? schema.items : undefined;
  const own = isJsonObject(schema.properties) ? schema.properties[part] : undefined;
  if (isJsonObject(own)) return own;
  return isJsonObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
}

function memberOf(root: JsonObject, schema: JsonObject, part: string | number): readonly JsonObject[] {
  const member = rawMember(schema, part);
  return member === undefined ? [] : branches(root, member);
}

/** A schema with what it refers to and each branch of its unions. */
function branches(root: JsonObject, schema: JsonObject): readonly JsonObject[] {
  return resolve(root, schema).flatMap((one) => {
    const unions = [one.anyOf, one.oneOf].flatMap((union) => (Array.isArray(union) ? union : []));
    const meant = unions
      .filter(isJsonObject)
      .filter((branch) => branch.type !== undefined || branch.$ref !== undefined);
    return [one, ...meant.flatMap((branch) => branches(root, branch))];
  });
}

function resolve(root: JsonObject, schema: JsonObject): readonly JsonObject[] {
  if (typeof schema.$ref !== 'string') return [schema];
  const name = schema.$ref.split('/').at(-1) ?? '';
  const target = isJsonObject(root.$defs) ? root.$defs[name] : undefined;
  return isJsonObject(target) ? [schema, target] : [schema];
}

/** `oneOf` over required keys: as soon as one of them stands there, the others have no place. */
function excludedBy(schema: JsonObject, present: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(schema.oneOf)) return new Set();
  const kinds = schema.oneOf.flatMap((branch) => {
    const required = isJsonObject(branch) && branch.type === undefined ? branch.required : undefined;
    return Array.isArray(required) ? required.map(String) : [];
  });
  return kinds.some((kind) => present.includes(kind)) ? new Set(kinds) : new Set();
}

function descriptionOf(root: JsonObject, schema: JsonObject): string {
  const text = resolve(root, schema).find((one) => typeof one.description === 'string')?.description;
  return typeof text === 'string' ? text : '';
}

function typeOf(root: JsonObject, schema: JsonObject): string {
  const types = branches(root, schema).flatMap((one) => {
    if (Array.isArray(one.enum)) return [one.enum.map(String).join(' | ')];
    if (one.const !== undefined) return [JSON.stringify(one.const)];
    return typeof one.type === 'string' ? [one.type] : [];
  });
  const shown = [...new Set(types)].join(' or ');
  return shown === '' ? 'any value' : shown;
}

function shapeOf(root: JsonObject, schema: JsonObject): SchemaKey['shape'] {
  const types = branches(root, schema).map((one) => one.type);
  if (types.some((type) => type === 'string' || type === 'number' || type === 'integer' || type === 'boolean')) {
    return 'scalar';
  }
  if (types.includes('array')) return 'list';
  return types.includes('object') ? 'object' : 'scalar';
}
