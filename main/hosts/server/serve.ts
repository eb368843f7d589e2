import { hostname } from 'node:os';
import type { HostContext } from '#main/api/context.ts';
import { createRouter } from '#main/api/router.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { startWorker } from '#main/runtime/worker.ts';
import { createMask } from '#main/secrets/mask.ts';
import { startIndexer } from '#main/store/search/indexer.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { createApiContext, createUnusableContext } from '../api-context.ts';
import { type ControlRoom, type ControlRoomOptions, openControlRoom } from '../compose.ts';
import { keepBackups } from '../daily-backup.ts';
import { agentToken } from '../mcp/admit-agent.ts';
import { openAgentDesk } from '../mcp/agent-desk.ts';
import { agentServers } from '../mcp/agent-server.ts';
import { agentEndpoint } from '../mcp/http-endpoint.ts';
import { openingProblem } from '../opening-problem.ts';
import type { PageFiles } from '../page/page-files.ts';
import { browserHost } from './browser-host.ts';
import { builtPage } from './built-page.ts';
import { type PageServer, startPageServer } from './page-server.ts';

export interface ServeOptions extends Omit<ControlRoomOptions, 'mode'> {
  /** Port of 127.0.0.1; default any that is free. */
  readonly port?: number | undefined;
  /** Whether queued runs are executed here; default true. */
  readonly worker?: boolean | undefined;
  /** Default: the built page. */
  readonly page?: PageFiles | undefined;
}

export interface Served extends Pick<PageServer, 'url' | 'port' | 'urlForOnce'> {
  /** Why the data folder could not be opened; the page says what is safe. */
  readonly problem: ErrorData | null;
  /** Whether queued runs are executed here. */
  readonly isWorking: boolean;
  /** Where agents speak to it. */
  readonly agents: {
    readonly url: string;
    /** What they have to know; `null`: what OPSROOM_MCP_TOKEN says. */
    readonly token: string | null;
  };
  /** Gives the runs back that are under way, and closes everything. */
  close(): Promise<void>;
}

/**
 * Serves the control room of a data folder to browsers of this machine, and executes its runs. Throws AppError `serve.no-page`,
 * `serve.port`, `mcp.token`; a data folder that cannot be opened is served with what is wrong with it.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { port = 0, worker = true, page = builtPage() } = options;
  const given = options.environment['OPSROOM_MCP_TOKEN'] ?? '';
  const token = agentToken(given);
  const opened = await open(options);
  const { context, clock, logger, mask } = opened;
  mask.register(token);
  const desk = openAgentDesk({ context, mask, clock, logger });
  const servers = agentServers(desk, { isConnection: false });
  try {
    const server = await startPageServer({
      context,
      clock,
      logger,
      files: page,
      port,
      router: createRouter(),
      mount: (names) => agentEndpoint({ servers, bus: desk.feed, token, names, logger }),
    });
    const engine = worker && opened.room !== undefined ? startEngine(opened.room) : undefined;
    return {
      url: server.url,
      port: server.port,
      urlForOnce: () => server.urlForOnce(),
      problem: opened.problem,
      isWorking: engine !== undefined,
      agents: { url: `http://127.0.0.1:${server.port}/mcp`, token: given === '' ? token : null },
      async close() {
        await server.close();
        await engine?.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Opened {
  readonly context: HostContext;
  readonly room: ControlRoom | undefined;
  readonly problem: ErrorData | null;
  readonly clock: ControlRoom['services']['clock'];
  readonly logger: ControlRoom['services']['logger'];
  /** Hides every secret that this process has seen. */
  readonly mask: ControlRoom['knownSecrets'];
  close(): Promise<void>;
}

async function open(options: ServeOptions): Promise<Opened> {
  const host = browserHost(process.platform);
  const { dataDir, clock = systemClock } = options;
  let room: ControlRoom;
  try {
    room = await openControlRoom(options);
  } catch (error) {
    const problem = openingProblem(error, dataDir);
    const actor = { kind: 'operator', name: '' } as const;
    return {
      context: { api: createUnusableContext({ host, problem, dataDir, actor, hostName: hostname() }) },
      room: undefined,
      problem,
      clock,
      logger: createLogger({ level: 'silent', destination: { write: () => {} } }),
      mask: createMask([]),
      close: () => Promise.resolve(),
    };
  }
  const open = createApiContext(room, { host });
  return {
    context: { api: open.api },
    room,
    problem: null,
    clock,
    logger: room.services.logger,
    mask: room.knownSecrets,
    async close() {
      await open.close();
      await room.close();
    },
  };
}

/** What executes, keeps and indexes while the server runs. A damaged data folder is only read: undefined. */
function startEngine(room: ControlRoom): { stop(): Promise<void> } | undefined {
  const { store, services, host, pid, timing, logs, dataDir } = room;
  if (store.mode === 'read-only') return undefined;
  const worker = startWorker(services, { host, pid, kind: 'serve', timing });
  const stopBackups = keepBackups(room);
  const indexer = startIndexer({
    store,
    logs,
    dataDir,
    clock: services.clock,
    onWarning: (message) => services.logger.warn(message),
  });
  return {
    async stop() {
      await Promise.all([worker.stop(), stopBackups(), indexer.stop()]);
    },
  };
}
