import { SERVER_NAME, type ServerDefinitionSource } from '#shared/mcp/server.ts';
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

/** The definition of a form without problems. */
export function definitionOf(typed: TypedServer): ServerDefinitionSource {
  const common = { name: typed.name, roots: typed.workspaceRoot ? ('workspace' as const) : ('none' as const) };
  const plain = record(typed.plain);
  const secret = record(typed.secret);
  if (typed.transport === 'http') {
    return { ...common, transport: 'http', url: typed.url, headers: plain, secretHeaders: secret };
  }
  return {
    ...common,
    transport: 'stdio',
    command: typed.command,
    args: [...typed.args],
    env: plain,
    secretEnv: secret,
    ...(typed.cwd === '' ? {} : { cwd: typed.cwd }),
  };
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
