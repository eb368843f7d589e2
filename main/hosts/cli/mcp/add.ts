import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/lib/app-error.ts';
import { type ImportedServer, ImportProblem } from '#shared/mcp/import/imported.ts';
import { ServerBuilder } from '#shared/mcp/import/server-builder.ts';
import { SERVER_NAME, type ServerDeadlines, type ServerDefinitionSource } from '#shared/mcp/server.ts';
import { importContext } from '../../mcp-import/import-context.ts';
import type { OpenedImport } from '../../mcp-import/open-import.ts';
import { collect, valueOf } from '../command-line.ts';
import type { Accept } from '../commands/accept.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import { pairs } from './own-servers.ts';
import { takeServers } from './take-servers.ts';

interface AddOptions {
  readonly url?: string;
  readonly header?: readonly string[];
  readonly env?: readonly string[];
  readonly secret?: readonly string[];
  readonly cwd?: string;
  readonly title?: string;
  readonly timeout?: number;
  readonly connectTimeout?: number;
  readonly listTimeout?: number;
  readonly roots?: boolean;
  readonly sampling?: boolean;
  readonly oauthClient?: string;
  readonly scope?: readonly string[];
  readonly replace?: boolean;
}

/** What is typed is meant as it is typed. */
const NO_PLACES = /(?!)/g;

export function registerAdd(mcp: Command, accept: Accept): void {
  const seconds = valueOf('a number of seconds, from 1 to 3600', (text) => {
    const number = Number(text);
    return number >= 1 && number <= 3600 ? number : undefined;
  });
  mcp
    .command('add')
    .description('add a server: opsroom mcp add files -- npx -y @modelcontextprotocol/server-filesystem@1.2.3 /srv')
    .argument('<name>', 'name, as plans use it')
    .argument('[command...]', 'after --: the program that is started, and its arguments')
    .option('--url <url>', 'the address of a server that is there already (streamable HTTP)')
    .option(
      '--header <name=value>',
      'header of every request (repeatable); what looks like a secret goes to the vault',
      collect,
    )
    .option(
      '--env <name=value>',
      'variable of the program (repeatable); what looks like a secret goes to the vault',
      collect,
    )
    .option('--secret <name=secret>', 'variable or header that holds a secret of the vault (repeatable)', collect)
    .option('--cwd <dir>', 'folder that the program starts in (default: the workspace of the run)')
    .option('--title <text>', 'what it is')
    .option('--timeout <seconds>', 'longest call without progress (default: 60)', seconds)
    .option('--connect-timeout <seconds>', 'longest wait until the connection stands (default: 30)', seconds)
    .option('--list-timeout <seconds>', 'longest wait for the list of its tools (default: 30)', seconds)
    .option('--roots', 'tell it of the workspace of the run')
    .option('--sampling', 'let it ask for completions, which a person writes')
    .option('--oauth-client <id>', 'id that is registered for us where one logs in')
    .option('--scope <scope>', 'what to ask for when logging in (repeatable)', collect)
    .option('--replace', 'replace the server of that name')
    .action((name: string, command: readonly string[], options: AddOptions) =>
      accept((invocation) => add(invocation, name, command, options)),
    );
}

async function add(
  invocation: Invocation,
  name: string,
  command: readonly string[],
  options: AddOptions,
): Promise<ExitCode> {
  if (!SERVER_NAME.test(name)) {
    throw new AppError('mcp.server-name', `${JSON.stringify(name)} is no name for a server`, {
      hint: 'letters, digits, dots, dashes and underscores, at most 64',
    });
  }
  const room = await invocation.openRoom();
  const { takenSecrets } = importContext(room.store.mcp, {});
  const builder = new ServerBuilder({
    name,
    pointer: '',
    pattern: NO_PLACES,
    fill: () => ({ kind: 'nothing' }),
    taken: new Map(takenSecrets),
  });
  const opened: OpenedImport = {
    file: { format: 'typed', servers: [typedServer(builder, command, options)] },
    async unpack() {},
  };
  return takeServers(invocation, room, opened, { replace: options.replace === true });
}

function typedServer(builder: ServerBuilder, command: readonly string[], options: AddOptions): ImportedServer {
  try {
    return builder.build(definitionOf(builder, command, options));
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    throw usageError(`${error.pointer.slice(1).replaceAll('/', '.')}: ${error.message}`, 'opsroom mcp add --help');
  }
}

function definitionOf(
  builder: ServerBuilder,
  [program, ...args]: readonly string[],
  options: AddOptions,
): ServerDefinitionSource {
  const { url, title, cwd, oauthClient, scope } = options;
  const common = {
    name: builder.name,
    ...(title === undefined ? {} : { title }),
    deadlines: {
      ...milliseconds('connectMs', options.connectTimeout),
      ...milliseconds('listMs', options.listTimeout),
      ...milliseconds('callMs', options.timeout),
    },
    ...(options.roots === true ? { roots: 'workspace' as const } : {}),
    ...(options.sampling === true ? { sampling: 'person' as const } : {}),
  };
  const secrets = Object.fromEntries(
    pairs(options.secret, (text) => usageError(`--secret needs NAME=SECRET, not ${text}`)),
  );
  if ((url === undefined) === (program === undefined)) {
    throw usageError(
      'a server is started by a command or reached by --url: give one of them',
      'the command stands after --',
    );
  }
  if (url !== undefined) {
    if (options.env !== undefined || cwd !== undefined) throw usageError('--env and --cwd are for programs');
    const headers = Object.fromEntries(
      pairs(options.header, (text) => usageError(`--header needs NAME=VALUE, not ${text}`)),
    );
    const { plain, secret } = builder.values(headers, 'header', '');
    const oauth = { ...(oauthClient === undefined ? {} : { clientId: oauthClient }), scopes: [...(scope ?? [])] };
    return {
      transport: 'http',
      ...common,
      url,
      headers: plain,
      secretHeaders: { ...secret, ...secrets },
      ...(oauthClient === undefined && scope === undefined ? {} : { oauth }),
    };
  }
  if (options.header !== undefined || oauthClient !== undefined || scope !== undefined) {
    throw usageError('--header, --oauth-client and --scope are for addresses', 'give --url');
  }
  const env = Object.fromEntries(pairs(options.env, (text) => usageError(`--env needs NAME=VALUE, not ${text}`)));
  const { plain, secret } = builder.values(env, 'environment variable', '');
  return {
    transport: 'stdio',
    ...common,
    command: program ?? '',
    args,
    ...(cwd === undefined ? {} : { cwd: resolve(cwd) }),
    env: plain,
    secretEnv: { ...secret, ...secrets },
  };
}

function milliseconds(name: keyof ServerDeadlines, seconds: number | undefined): Partial<ServerDeadlines> {
  return seconds === undefined ? {} : { [name]: Math.round(seconds * 1000) };
}
