import { SERVER_NAME, type ServerDefinition, type ServerDefinitionSource } from '#shared/mcp/server.ts';
import { MEMBER_NAME } from '#shared/pulser/primitives.ts';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** A server as it stands in the form. */
export interface TypedServer {
  readonly transport: 'stdio' | 'http';
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly url: string;
  /** Variables or headers. */
  readonly plain: readonly Pair[];
  /** The same, with names of secrets as values. */
  readonly secret: readonly Pair[];
  readonly workspaceRoot: boolean;
}

/** What is wrong with the form, by field. */
export function typedProblems(typed: TypedServer): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  if (!SERVER_NAME.test(typed.name)) {
    problems.set('name', typed.name === '' ? 'Needs a name' : 'Use letters, digits, dots, dashes and underscores');
  }
  if (typed.transport === 'stdio') {
    if (typed.command.trim() === '') problems.set('command', 'Needs the program that is started');
  } else if (!isWebAddress(typed.url)) problems.set('url', 'Needs an address that begins with https:// or http://');
  const plain = used(typed.plain);
  const secret = used(typed.secret);
  if (plain.some(({ name }) => name === '')) problems.set('plain', 'Each needs a name');
  if (secret.some(({ name, value }) => name === '' || !MEMBER_NAME.test(value))) {
    problems.set('secret', 'Each needs a name, and the name of a secret: letters, digits and _');
  }
  const names = [...plain, ...secret].map(({ name }) => name);
  if (new Set(names).size < names.length) problems.set('secret', 'A name stands more than once');
  return problems;
}

/** An empty form. */
export function emptyServer(transport: TypedServer['transport']): TypedServer {
  return {
    transport,
    name: '',
    command: '',
    args: [],
    cwd: '',
    url: '',
    plain: [],
    secret: [],
    workspaceRoot: false,
  };
}

/** A definition as a form, to be changed. */
export function typedServer(definition: ServerDefinition): TypedServer {
  const { transport, name, roots } = definition;
  const common = { ...emptyServer(transport), name, workspaceRoot: roots === 'workspace' };
  if (definition.transport === 'http') {
    const { url, headers, secretHeaders } = definition;
    return { ...common, url, plain: pairs(headers), secret: pairs(secretHeaders) };
  }
  const { command, args, cwd = '', env, secretEnv } = definition;
  return { ...common, command, args, cwd, plain: pairs(env), secret: pairs(secretEnv) };
}

/** The definition of a form without problems. What the form has no field for stays as it is in `before`. */
export function definitionOf(typed: TypedServer, before: ServerDefinition | null = null): ServerDefinitionSource {
  const { name, transport, command, args, cwd, url } = typed;
  const roots = typed.workspaceRoot ? ('workspace' as const) : ('none' as const);
  const plain = record(typed.plain);
  const secret = record(typed.secret);
  if (transport === 'http') {
    const kept = before?.transport === 'http' ? before : {};
    return { ...kept, transport, name, roots, url, headers: plain, secretHeaders: secret };
  }
  const { cwd: _earlier, ...kept } = before?.transport === 'stdio' ? before : {};
  const folder = cwd === '' ? {} : { cwd };
  return { ...kept, transport, name, roots, command, args: [...args], ...folder, env: plain, secretEnv: secret };
}

function pairs(values: Readonly<Record<string, string>>): readonly Pair[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

function used(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ name, value }) => name !== '' || value !== '');
}

function record(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(used(pairs).map(({ name, value }) => [name, value]));
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
