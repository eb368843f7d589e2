import {
  SERVER_NAME,
  type ServerDefinition,
  type ServerDefinitionSource,
  serverDeadlines,
  serverDefinition,
} from '#shared/mcp/server.ts';
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
  readonly roots: ServerDefinition['roots'];
  readonly sampling: ServerDefinition['sampling'];
  /** Deadlines, ms, as they are typed. */
  readonly connectMs: string;
  readonly listMs: string;
  readonly callMs: string;
  readonly clientId: string;
  /** Name of the secret. */
  readonly clientSecret: string;
  /** With spaces between. */
  readonly scopes: string;
}

/** Fields that are folded away, and what to say where the definition refuses what stands in them. */
export const MORE_PROBLEMS = {
  connectMs: 'Needs a whole number from 100 to 3600000',
  listMs: 'Needs a whole number from 100 to 3600000',
  callMs: 'Needs a whole number from 100 to 3600000',
  clientSecret: 'Needs the name of a secret: letters, digits and _',
} as const;

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
  const parsed = serverDefinition.safeParse(definitionOf(typed));
  const refused = new Set(parsed.error?.issues.map(({ path }) => path[1]));
  for (const [field, text] of Object.entries(MORE_PROBLEMS)) if (refused.has(field)) problems.set(field, text);
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
    roots: 'none',
    sampling: 'off',
    ...typedDeadlines(serverDeadlines.parse({})),
    clientId: '',
    clientSecret: '',
    scopes: '',
  };
}

/** A definition as a form, to be changed. */
export function typedServer(definition: ServerDefinition): TypedServer {
  const { transport, name, roots, sampling, deadlines } = definition;
  const common = { ...emptyServer(transport), name, roots, sampling, ...typedDeadlines(deadlines) };
  if (definition.transport === 'http') {
    const { url, headers, secretHeaders, oauth } = definition;
    const { clientId = '', clientSecret = '', scopes = [] } = oauth ?? {};
    const login = { clientId, clientSecret, scopes: scopes.join(' ') };
    return { ...common, ...login, url, plain: pairs(headers), secret: pairs(secretHeaders) };
  }
  const { command, args, cwd = '', env, secretEnv } = definition;
  return { ...common, command, args, cwd, plain: pairs(env), secret: pairs(secretEnv) };
}

/** The definition of a form without problems. What the form has no field for stays as it is in `before`. */
export function definitionOf(typed: TypedServer, before: ServerDefinition | null = null): ServerDefinitionSource {
  const { name, transport, command, args, cwd, url, roots, sampling, connectMs, listMs, callMs } = typed;
  const deadlines = { connectMs: whole(connectMs), listMs: whole(listMs), callMs: whole(callMs) };
  const common = { name, roots, sampling, deadlines };
  const plain = record(typed.plain);
  const secret = record(typed.secret);
  if (transport === 'http') {
    const { oauth: _login, ...kept } = before?.transport === 'http' ? before : {};
    return { ...kept, transport, ...common, url, headers: plain, secretHeaders: secret, ...login(typed) };
  }
  const { cwd: _folder, ...kept } = before?.transport === 'stdio' ? before : {};
  const folder = cwd === '' ? {} : { cwd };
  return { ...kept, transport, ...common, command, args: [...args], ...folder, env: plain, secretEnv: secret };
}

function login(typed: TypedServer): Pick<Extract<ServerDefinitionSource, { transport: 'http' }>, 'oauth'> {
  const clientId = typed.clientId.trim();
  const clientSecret = typed.clientSecret.trim();
  const scopes = typed.scopes.split(/\s+/).filter((scope) => scope !== '');
  if (clientId === '' && clientSecret === '' && scopes.length === 0) return {};
  return { oauth: { ...(clientId !== '' && { clientId }), ...(clientSecret !== '' && { clientSecret }), scopes } };
}

function typedDeadlines({ connectMs, listMs, callMs }: ServerDefinition['deadlines']) {
  return { connectMs: String(connectMs), listMs: String(listMs), callMs: String(callMs) };
}

/** A number that is typed; what is none is refused where definitions are checked. */
function whole(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
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
