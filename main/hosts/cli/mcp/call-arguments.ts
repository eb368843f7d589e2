import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import type { Io } from '../io.ts';
import { usageError } from '../usage-error.ts';
import { pairs } from './own-servers.ts';

interface Given {
  readonly arg?: readonly string[];
  readonly arguments?: string;
}

/** The arguments of a call: one JSON object, and single ones that go before it. Throws AppError `usage.invalid`. */
export async function callArguments(io: Pick<Io, 'stdin'>, tool: JsonObject, given: Given): Promise<JsonObject> {
  const text = given.arguments === '-' ? await all(io.stdin) : given.arguments;
  const parsed = parseJson(text ?? '{}');
  if (!parsed.ok) throw usageError(`--arguments ${parsed.error}`, `as in --arguments '{"path": "a.txt"}'`);
  if (!isJsonObject(parsed.value)) throw usageError('--arguments must be a JSON object');
  const schema = isJsonObject(tool['inputSchema']) ? tool['inputSchema'] : {};
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const single = pairs(given.arg, (one) => usageError(`--arg needs NAME=VALUE, not ${one}`)).map(
    ([name, value]): [string, Json] => [
      name,
      typed(name, value, Object.hasOwn(properties, name) ? properties[name] : undefined),
    ],
  );
  return { ...parsed.value, ...Object.fromEntries(single) };
}

/** A text as what its schema asks for; where that says nothing, or texts are taken too, the text itself. */
function typed(name: string, text: string, schema: Json | undefined): Json {
  const kind = isJsonObject(schema) ? schema['type'] : undefined;
  const kinds = (Array.isArray(kind) ? kind : [kind]).filter((one) => typeof one === 'string');
  if (kinds.length === 0 || kinds.includes('string')) return text;
  const parsed = parseJson(text);
  if (parsed.ok && kinds.some((one) => isOfKind(parsed.value, one))) return parsed.value;
  throw usageError(`${name} must be ${kinds.join(' or ')}, not ${text}`, 'arrays and objects are written as JSON');
}

function isOfKind(value: Json, kind: string): boolean {
  switch (kind) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === kind;
  }
}

async function all(stdin: Io['stdin']): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stdin as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
