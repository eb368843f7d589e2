import { pathToFileURL } from 'node:url';
import { Client, type ClientCapabilities } from '@modelcontextprotocol/client';
import type { McpClientOptions, RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { Logger } from '#main/kernel/logger.ts';
import type { ProcessMarker } from '#main/kernel/processes/find-marked.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { checkBundle } from './bundle-files.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { CanceledRequests } from './canceled-requests.ts';
import { Connection, NO_DEADLINE } from './connection.ts';
import { HttpTransport } from './http-transport.ts';
import { type OAuthDeps, oauthParts } from './login.ts';
import { connectError } from './mcp-error.ts';
import { createOAuthProvider } from './oauth-provider.ts';
import { RawTools } from './offer.ts';
import { Questions } from './questions.ts';
import { RootsAsked } from './roots-asked.ts';
import { secretValues } from './secret-values.ts';
import { ServerLog } from './server-log.ts';
import { serverMarker } from './server-marker.ts';
import { StdioTransport } from './stdio-transport.ts';
import { untilAborted } from './until-aborted.ts';
import { isWebAddress } from './web-address.ts';
import { ProcessWire, type ServerTransport, Wire, type WireObserver } from './wire.ts';

/** What every connection of this process has in common. */
export interface ConnectDeps extends OAuthDeps {
  readonly logger: Logger;
}

export interface ConnectOptions extends McpClientOptions {
  readonly server: RegisteredServer;
  /** Gives up connecting; a connection that stands is not touched. */
  readonly signal?: AbortSignal | undefined;
  /** The protocol that was agreed when it was approved, so that it need not be found out; `null`: find out. */
  readonly pinnedProtocol: string | null;
  /** See each message too. */
  readonly observers?: readonly WireObserver[] | undefined;
  /** Told which list changed. */
  readonly onListChanged?: ((list: 'tools' | 'prompts' | 'resources') => void) | undefined;
  readonly onResourceUpdated?: ((uri: string) => void) | undefined;
  /** Told of a resource that the server does not tell of any more, while the connection stands. */
  readonly onUnsubscribed?: ((uri: string) => void) | undefined;
  readonly onClosed?: ((connection: Connection) => void) | undefined;
  /** Tells its processes, beside what tells those of the connection. */
  readonly marker?: ProcessMarker | undefined;
  /** Takes what its process writes beside messages; absent: it is told to the calls. */
  readonly log?: ServerLog | undefined;
}

/** Connects to a server. Throws AppError `mcp.connect`, `mcp.login-required`, `mcp.bundle-changed`. */
export async function connect(deps: ConnectDeps, options: ConnectOptions): Promise<Connection> {
  const { server } = options;
  const isKnownLegacy = options.pinnedProtocol !== null && options.pinnedProtocol < FIRST_MODERN;
  const log = options.log ?? new ServerLog(options.mask);
  const first = await attempt(deps, options, log, isKnownLegacy);
  if (first.connection !== undefined) return first.connection;
  // Some older servers end when they are asked for something before they were greeted: those are greeted at once.
  const endedAtProbe =
    !isKnownLegacy && server.definition.transport === 'stdio' && first.failure?.code === 'mcp.closed';
  if (!endedAtProbe) throw first.error;
  const second = await attempt(deps, options, log, true);
  if (second.connection !== undefined) return second.connection;
  throw second.error;
}

/** The first revision of the protocol without a greeting; revisions are dates. */
const FIRST_MODERN = '2026-07-28';

type Attempt =
  | { readonly connection: Connection }
  | { readonly connection?: undefined; readonly error: AppError; readonly failure: AppError | undefined };

async function attempt(
  deps: ConnectDeps,
  options: ConnectOptions,
  log: ServerLog,
  isLegacy: boolean,
): Promise<Attempt> {
  const { clock } = deps;
  const { definition } = options.server;
  const { connectMs } = definition.deadlines;
  const transport = await makeTransport(deps, options, log);
  const rawTools = new RawTools();
  const canceled = new CanceledRequests();
  const observers = [rawTools, canceled, ...(options.observers ?? [])];
  const wire =
    definition.transport === 'stdio' ? new ProcessWire(transport, observers) : new Wire(transport, observers);
  const calls = new CallsInFlight(options.mask);
  // Where nobody else keeps it, it belongs to the calls.
  if (options.log === undefined) log.onLine = (line) => calls.written(line);
  const questions = new Questions(definition.name, calls);
  const roots = new RootsAsked();
  const client = makeClient(deps, options, {
    calls,
    questions,
    roots,
    toolsChanged: () => connection.forgetOffer(),
    isLegacy,
  });
  const connection = new Connection({
    definition,
    client,
    wire,
    rawTools,
    canceled,
    calls,
    questions,
    log,
    clock,
    onUnsubscribed: options.onUnsubscribed,
  });
  client.onclose = () => {
    connection.markClosed();
    options.onClosed?.(connection);
  };
  const deadline = new AbortController();
  const onAbort = (): void => deadline.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted === true) onAbort();
  const takeBack = clock.schedule(connectMs, () =>
    deadline.abort(
      new AppError('mcp.connect', `${definition.name} did not answer within ${connectMs} ms`, {
        hint: 'check that it is an MCP server; a slow one needs a longer deadline',
      }),
    ),
  );
  try {
    const connecting = client.connect(wire, {
      timeout: NO_DEADLINE,
      signal: deadline.signal,
      ...(isLegacy ? { prior: { kind: 'legacy' } } : {}),
    });
    await untilAborted(connecting, deadline.signal);
    const isOlder = (client.getNegotiatedProtocolVersion() ?? '') < FIRST_MODERN;
    if (definition.roots === 'workspace' && isOlder) await untilAborted(roots.settled(clock), deadline.signal);
    return { connection };
  } catch (error) {
    const { failure } = transport;
    await connection.close().catch((fault: unknown) => {
      deps.logger.warn('an MCP server could not be closed', { server: definition.name, error: fault });
    });
    if (deadline.signal.aborted) return { error: deadline.signal.reason as AppError, failure: undefined };
    return { error: connectError(error, definition, failure), failure };
  } finally {
    takeBack();
    options.signal?.removeEventListener('abort', onAbort);
  }
}

async function makeTransport(deps: ConnectDeps, options: ConnectOptions, log: ServerLog): Promise<ServerTransport> {
  const { definition } = options.server;
  const { name: server } = definition;
  const secrets = (names: Readonly<Record<string, string>>): Promise<Record<string, string>> =>
    secretValues(server, names, { secret: deps.secret, mask: options.mask });
  if (definition.transport === 'http') {
    const headers = { ...definition.headers, ...(await secrets(definition.secretHeaders)) };
    // Whoever gave the credentials wants these, and no login; and tokens do not travel where anybody can read them.
    const hasOwn = Object.keys(headers).some((header) => header.toLowerCase() === 'authorization');
    const takesLogin = !hasOwn && isWebAddress(definition.url);
    return new HttpTransport({
      server,
      url: new URL(definition.url),
      headers,
      clock: deps.clock,
      auth: takesLogin ? createOAuthProvider(await oauthParts(deps, definition, options.mask)) : undefined,
    });
  }
  if (definition.bundle !== undefined) await checkBundle(server, definition.bundle, options.signal);
  const env = { ...options.environment, ...definition.env, ...(await secrets(definition.secretEnv)) };
  const cwd = definition.cwd ?? options.workspace;
  return new StdioTransport({
    server,
    spec: { file: definition.command, args: definition.args, cwd, env },
    marker: { ...options.marker, ...serverMarker(options.runId, deps.clock) },
    clock: deps.clock,
    log,
  });
}

interface ClientParts {
  readonly calls: CallsInFlight;
  readonly questions: Questions;
  readonly roots: RootsAsked;
  readonly isLegacy: boolean;
  toolsChanged(): void;
}

function makeClient(deps: ConnectDeps, options: ConnectOptions, parts: ClientParts): Client {
  const { definition } = options.server;
  const { calls, questions } = parts;
  const changed = (list: 'tools' | 'prompts' | 'resources') => ({
    autoRefresh: false,
    debounceMs: 0,
    onChanged: () => {
      if (list === 'tools') parts.toolsChanged();
      options.onListChanged?.(list);
    },
  });
  const capabilities: ClientCapabilities = {
    elicitation: { form: { applyDefaults: true }, url: {} },
    ...(definition.roots === 'none' ? {} : { roots: {} }),
    ...(definition.sampling === 'off' ? {} : { sampling: {} }),
  };
  const { connectMs } = definition.deadlines;
  // A process that stays silent at the first question may be an older server; on HTTP silence is silence.
  const probeMs = definition.transport === 'stdio' ? connectMs / 2 : connectMs;
  const client = new Client(
    { name: 'opsroom', title: 'Ops Control Room', version: deps.version },
    {
      capabilities,
      // Our own deadlines and page limits are enforced around it.
      listMaxPages: MOST_PAGES,
      ...(parts.isLegacy ? {} : { versionNegotiation: { mode: 'auto', probe: { timeoutMs: probeMs } } }),
      listChanged:
        options.onListChanged === undefined
          ? { tools: changed('tools') }
          : { tools: changed('tools'), prompts: changed('prompts'), resources: changed('resources') },
    },
  );
  client.onerror = (error) => {
    deps.logger.debug('an MCP connection', { server: definition.name, error: errorMessage(error) });
  };
  client.setRequestHandler('elicitation/create', (request, { mcpReq }) => questions.elicit(request, mcpReq.signal));
  if (definition.roots === 'workspace') {
    const root = { uri: pathToFileURL(options.workspace).href, name: 'workspace' };
    client.setRequestHandler('roots/list', () => {
      parts.roots.tell();
      return { roots: [root] };
    });
  }
  if (definition.sampling === 'person') {
    client.setRequestHandler('sampling/createMessage', (request, { mcpReq }) =>
      questions.sample(request, mcpReq.signal),
    );
  }
  client.setNotificationHandler('notifications/elicitation/complete', ({ params }) => {
    questions.complete(params.elicitationId);
  });
  client.setNotificationHandler('notifications/message', ({ params: { level, logger, data } }) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    calls.line(`[${level}] ${logger === undefined ? '' : `${logger}: `}${text}`);
  });
  if (options.onResourceUpdated !== undefined) {
    const told = options.onResourceUpdated;
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => told(params.uri));
  }
  return client;
}

/** Pages of one list; a server that has more does not end. */
const MOST_PAGES = 1_000;
