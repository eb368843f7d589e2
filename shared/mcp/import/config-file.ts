import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import { argumentPlaces, configPlaces, PLACES } from './config-places.ts';
import {
  below,
  type ImportContext,
  type ImportedFile,
  type ImportedServer,
  ImportProblem,
  importError,
} from './imported.ts';
import { readForm } from './read-form.ts';
import { refuseTwins, ServerBuilder, takenSecrets } from './server-builder.ts';
import { type Fill, fillArgument, fillPlain } from './value-text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), scalar);

/** What the files of many programs say of a server. What is not here is not taken, and that is said. */
const entry = z.object({
  type: z.string().optional(),
  transport: z.string().optional(),
  command: z.string().min(1).optional(),
  args: z.array(scalar).optional(),
  cwd: z.string().min(1).optional(),
  env: texts.optional(),
  envFile: z.string().optional(),
  url: z.string().optional(),
  serverUrl: z.string().optional(),
  httpUrl: z.string().optional(),
  headers: texts.optional(),
  disabled: z.boolean().optional(),
  enabled: z.boolean().optional(),
  oauth: z
    .looseObject({ clientId: z.string().min(1).optional(), scopes: z.array(z.string().min(1)).optional() })
    .optional(),
  auth: z
    .looseObject({
      CLIENT_ID: z.string().min(1),
      CLIENT_SECRET: z.string().optional(),
      scopes: z.array(z.string().min(1)).optional(),
    })
    .optional(),
});
type Entry = z.output<typeof entry>;

/** Members that change nothing for us, and need no word. */
const SILENT = new Set(['description', 'name', 'gallery', 'version', 'icon', '$schema', 'title']);
const PERMISSIONS = new Set([
  'alwaysAllow',
  'autoApprove',
  'trust',
  'includeTools',
  'excludeTools',
  'disabledTools',
  'tools',
]);

/** Reads `mcpServers` (Claude Desktop, Cursor, `.mcp.json`) or VS Code's `servers` with `inputs`. Throws AppError `mcp.import-invalid`. */
export function readConfigFile(file: JsonObject, context: ImportContext): ImportedFile {
  const member = file.mcpServers === undefined ? 'servers' : 'mcpServers';
  const entries = file[member];
  const at = below('', member);
  if (!isJsonObject(entries))
    throw importError([new ImportProblem(at, 'must be an object: names, and what stands behind them')]);
  const problems: ImportProblem[] = [];
  const servers: { pointer: string; server: ImportedServer }[] = [];
  const taken = takenSecrets(context);
  const fill = configPlaces(member === 'servers' ? file.inputs : undefined, context);
  const names = context.only.length === 0 ? Object.keys(entries) : context.only;
  if (names.length === 0) throw importError([new ImportProblem(at, 'holds no server')]);
  for (const name of names) {
    const pointer = below(at, name);
    const value = Object.hasOwn(entries, name) ? entries[name] : undefined;
    try {
      if (value === undefined) throw new ImportProblem(pointer, 'there is no server of that name');
      servers.push({ pointer, server: readEntry(name, value, { pointer, fill, taken }) });
    } catch (error) {
      if (!(error instanceof ImportProblem)) throw error;
      problems.push(error);
    }
  }
  problems.push(...refuseTwins(servers));
  if (problems.length > 0) throw importError(problems);
  const format = member === 'servers' ? 'VS Code' : 'mcpServers';
  return { format, servers: servers.map(({ server }) => server) };
}

function readEntry(
  name: string,
  value: Json,
  { pointer, fill, taken }: { readonly pointer: string; readonly fill: Fill; readonly taken: Map<string, string> },
): ImportedServer {
  const parsed = readForm(entry, value, pointer);
  if (!parsed.ok) throw parsed.error[0] ?? new ImportProblem(pointer, 'is no server');
  const server = parsed.value;
  const builder = new ServerBuilder({ name, pointer, pattern: PLACES, fill, taken });
  noteUnknown(builder, value as JsonObject);
  if (server.envFile !== undefined) {
    throw new ImportProblem(
      below(pointer, 'envFile'),
      'files of variables are not read: write what is needed into env',
    );
  }
  const isEnabled = server.disabled !== true && server.enabled !== false;
  const url = server.url ?? server.httpUrl ?? server.serverUrl;
  if ((url === undefined) === (server.command === undefined)) {
    throw new ImportProblem(pointer, 'needs exactly one of command and url');
  }
  return url === undefined ? stdio(builder, server, fill, isEnabled) : http(builder, server, url, fill, isEnabled);
}

function stdio(builder: ServerBuilder, server: Entry, fill: Fill, isEnabled: boolean): ImportedServer {
  const { pointer } = builder;
  const { plain, secret } = builder.values(server.env ?? {}, 'environment variable', below(pointer, 'env'));
  const kept = new Set<string>();
  const fillOne = argumentPlaces(fill, server.env ?? {}, (text) => kept.add(text));
  const args = (server.args ?? []).flatMap((arg, index) =>
    fillArgument(arg, PLACES, fillOne, below(below(pointer, 'args'), index)),
  );
  for (const text of kept) builder.note(`${text} stays as it is in the arguments: the program is given that variable`);
  return builder.build(
    {
      transport: 'stdio',
      name: builder.name,
      command: fillPlain(server.command ?? '', PLACES, fill, below(pointer, 'command')),
      args,
      ...(server.cwd === undefined ? {} : { cwd: fillPlain(server.cwd, PLACES, fill, below(pointer, 'cwd')) }),
      env: plain,
      secretEnv: secret,
    },
    isEnabled,
  );
}

function http(builder: ServerBuilder, server: Entry, url: string, fill: Fill, isEnabled: boolean): ImportedServer {
  const { pointer } = builder;
  const kind = server.type ?? server.transport;
  if (kind === 'sse') {
    throw new ImportProblem(pointer, 'uses the old HTTP+SSE transport: ask for the address of streamable HTTP');
  }
  const { plain, secret } = builder.values(server.headers ?? {}, 'header', below(pointer, 'headers'));
  const clientSecret = server.auth?.CLIENT_SECRET;
  const clientId = server.oauth?.clientId ?? server.auth?.CLIENT_ID;
  const scopes = server.oauth?.scopes ?? server.auth?.scopes ?? [];
  const oauth = {
    ...(clientId === undefined ? {} : { clientId: fillPlain(clientId, PLACES, fill, pointer) }),
    ...(clientSecret === undefined
      ? {}
      : { clientSecret: builder.named('OAuth client secret', 'CLIENT_SECRET', clientSecret) }),
    scopes,
  };
  return builder.build(
    {
      transport: 'http',
      name: builder.name,
      url: fillPlain(url, PLACES, fill, below(pointer, 'url')),
      headers: plain,
      secretHeaders: secret,
      ...(server.oauth === undefined && server.auth === undefined ? {} : { oauth }),
    },
    isEnabled,
  );
}

function noteUnknown(builder: ServerBuilder, value: JsonObject): void {
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(entry.shape, key) && !SILENT.has(key));
  const permissions = unknown.filter((key) => PERMISSIONS.has(key));
  const others = unknown.filter((key) => !PERMISSIONS.has(key));
  if (permissions.length > 0)
    builder.note(`${permissions.join(', ')} is not taken: what may be called is decided here`);
  if (others.length > 0) builder.note(`left out, as it is not known here: ${others.join(', ')}`);
}
