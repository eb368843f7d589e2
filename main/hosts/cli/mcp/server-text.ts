import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { revealed, revealedLine } from '#shared/mcp/revealed.ts';
import type { ServerDefinition } from '#shared/mcp/server.ts';
import { serverWarnings } from '#shared/mcp/server-warnings.ts';

/** How a server stands, in a word or two. */
export function serverState(server: RegisteredServer): string {
  if (!server.isEnabled) return 'disabled';
  if (server.approved === null) return 'not approved';
  if (server.approved.digest !== server.digest) return 'changed';
  return server.pins === null ? 'not pinned' : 'ready';
}

/** A text of a definition, as it is: quoted, and with nothing in it that does not show. */
export function quoted(text: string): string {
  return revealed(JSON.stringify(text));
}

/** Everything that a definition says, one thing a line and nothing cut, then what to think about. */
export function definitionLines(definition: ServerDefinition): readonly string[] {
  const lines: [string, string][] = definition.transport === 'stdio' ? commandOf(definition) : addressOf(definition);
  if (definition.title !== '') lines.unshift(['title', quoted(definition.title)]);
  const { connectMs, listMs, callMs } = definition.deadlines;
  lines.push(['deadlines', `connect ${connectMs} ms, list ${listMs} ms, call ${callMs} ms`]);
  if (definition.roots !== 'none')
    lines.push(['told of', 'the workspace of the run, else mcp-folder in the data folder']);
  if (definition.sampling !== 'off') lines.push(['may ask for', 'completions, which a person writes']);
  const width = Math.max(...lines.map(([title]) => title.length));
  return [
    ...lines.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`),
    ...serverWarnings(definition).map((warning) => `  ! ${warning}`),
  ];
}

function commandOf(definition: Extract<ServerDefinition, { readonly transport: 'stdio' }>): [string, string][] {
  return [
    ['command', quoted(definition.command)],
    ...definition.args.map((arg): [string, string] => ['argument', quoted(arg)]),
    [
      'folder',
      definition.cwd === undefined
        ? 'the workspace of the run, else mcp-folder in the data folder'
        : quoted(definition.cwd),
    ],
    ...Object.entries(definition.env).map(([name, value]): [string, string] => [
      'variable',
      `${revealedLine(name)} = ${quoted(value)}`,
    ]),
    ...Object.entries(definition.secretEnv).map(([name, secret]): [string, string] => [
      'variable',
      `${revealedLine(name)} from the secret ${secret}`,
    ]),
    ...(definition.bundle === undefined
      ? []
      : ([
          ['bundle', quoted(definition.bundle.folder)],
          ['its files', definition.bundle.files],
        ] satisfies [string, string][])),
  ];
}

function addressOf(definition: Extract<ServerDefinition, { readonly transport: 'http' }>): [string, string][] {
  const { oauth } = definition;
  return [
    ['address', quoted(definition.url)],
    ...Object.entries(definition.headers).map(([name, value]): [string, string] => [
      'header',
      `${revealedLine(name)} = ${quoted(value)}`,
    ]),
    ...Object.entries(definition.secretHeaders).map(([name, secret]): [string, string] => [
      'header',
      `${revealedLine(name)} from the secret ${secret}`,
    ]),
    ...(oauth?.clientId === undefined ? [] : [['login as', quoted(oauth.clientId)] satisfies [string, string]]),
    ...(oauth?.clientSecret === undefined
      ? []
      : [['login with', `the secret ${oauth.clientSecret}`] satisfies [string, string]]),
    ...(oauth?.scopes ?? []).map((scope): [string, string] => ['login for', quoted(scope)]),
  ];
}

/** A server for scripts: what it is, what was approved, and what may be called. */
export function serverDocument(server: RegisteredServer) {
  const { definition, digest, origin, approved, pins, isEnabled } = server;
  return {
    name: definition.name,
    state: serverState(server),
    enabled: isEnabled,
    origin,
    definition,
    digest,
    approved,
    warnings: serverWarnings(definition),
    pins,
  };
}
