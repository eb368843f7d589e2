import { AppError } from '#shared/lib/app-error.ts';
import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { type Check, checkKind } from '#shared/pulser/check.ts';
import { type ToolCall, toolKind } from '#shared/pulser/tool-call.ts';
import { resolveTemplates, resolveText } from './templates.ts';

type Variables = Readonly<Record<string, Json>>;
type Treatment = 'as-written' | 'typed';

/**
 * How the members of each kind are resolved: `as-written` not at all (shell text, expressions, definitions), `typed` with
 * the type of a whole `${{ }}`. Every other text stays text. The plan reader allows `${{ }}` by the same table.
 */
export const CALL_MEMBERS: Readonly<Record<string, Readonly<Record<string, Treatment>>>> = {
  shell: { run: 'as-written' },
  http: { json: 'typed', query: 'typed', method: 'as-written' },
  sql: { params: 'typed', connection: 'as-written' },
  file: { json: 'typed', values: 'typed', mode: 'as-written' },
  mcp: { arguments: 'typed', server: 'as-written', tool: 'as-written' },
  human: { fields: 'as-written', expires: 'as-written' },
  skill: { with: 'typed', use: 'as-written' },
};

/** The same for checks. */
export const CHECK_MEMBERS: Readonly<Record<string, Readonly<Record<string, Treatment>>>> = {
  shell: { run: 'as-written', json: 'as-written' },
  http: { json: 'as-written', status: 'typed', method: 'as-written' },
  sql: { params: 'typed', value: 'typed', json: 'as-written', connection: 'as-written' },
  file: { json: 'as-written' },
  tcp: { port: 'typed' },
  mcp: { arguments: 'typed', json: 'as-written', server: 'as-written', tool: 'as-written' },
};

/** A tool call with its `${{ }}` resolved. Shell text stays as it is. Throws AppError `expression.*`. */
export function resolveCall(call: ToolCall, variables: Variables): ToolCall {
  const kind = toolKind(call);
  const resolved: Record<string, Json | undefined> = { ...(call as unknown as JsonObject) };
  resolved[kind] = resolveMembers(resolved[kind], CALL_MEMBERS[kind], variables);
  if (call.env !== undefined) resolved.env = resolveMembers(call.env, undefined, variables);
  if (call.cwd !== undefined) resolved.cwd = resolveText(call.cwd, variables);
  return resolved;
}

/** A check with its `${{ }}` resolved. Shell text and expressions stay as they are. Throws AppError `expression.*`. */
export function resolveCheck(check: Check, variables: Variables): Check {
  const kind = checkKind(check);
  if (kind === 'output' || kind === 'exit') return check;
  const member = (check as unknown as JsonObject)[kind];
  const value =
    typeof member === 'string'
      ? resolveText(member, variables)
      : resolveMembers(member, CHECK_MEMBERS[kind], variables);
  const resolved: Check = { ...check, [kind]: value };
  expectNumber('status', resolved.http?.status, 100, 599);
  expectNumber('port', resolved.tcp?.port, 1, 65_535);
  return resolved;
}

function resolveMembers(
  value: Json | undefined,
  treatments: Readonly<Record<string, Treatment>> | undefined,
  variables: Variables,
): Json | undefined {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const treatment = treatments?.[key];
      if (treatment === 'as-written' || member === undefined) return [key, member];
      return [key, treatment === 'typed' ? resolveTemplates(member, variables) : resolveTexts(member, variables)];
    }),
  );
}

function resolveTexts(value: Json, variables: Variables): Json {
  if (typeof value === 'string') return resolveText(value, variables);
  if (Array.isArray(value)) return value.map((item: Json) => resolveTexts(item, variables));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      member === undefined ? undefined : resolveTexts(member, variables),
    ]),
  );
}

function expectNumber(what: string, value: unknown, min: number, max: number): void {
  if (value === undefined) return;
  for (const one of Array.isArray(value) ? value : [value]) {
    if (typeof one === 'number' && Number.isInteger(one) && one >= min && one <= max) continue;
    throw new AppError('expression.evaluation', `${what} must be a number from ${min} to ${max}`);
  }
}
