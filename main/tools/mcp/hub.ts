import type { McpServerStore } from '#main/engine/ports/mcp.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { type CallableServer, callTool } from './call-tool.ts';
import type { ConnectOptions } from './connect.ts';
import { type Connection, type ExchangeOptions, NO_DEADLINE } from './connection.ts';
import { contentPart, resourceParts } from './content.ts';
import { HubServer } from './hub-server.ts';
import type { HubChange, HubStatus, McpHub } from './hub-types.ts';
import { mcpError } from './mcp-error.ts';
import { approvedServer } from './usable-server.ts';

/** Why a call is refused when the server offers something else than was approved. */
const OTHER_OFFER = ['mcp.drift', 'mcp.duplicate-tool', 'mcp.unknown-tool'];

export interface HubParts {
  readonly servers: () => McpServerStore | undefined;
  readonly connect: (options: ConnectOptions) => Promise<Connection>;
  readonly login: McpHub['login'];
  readonly options: Pick<ConnectOptions, 'workspace' | 'environment' | 'mask'>;
  readonly clock: Clock;
}

export function createHub(parts: HubParts): McpHub {
  const entries = new Map<string, HubServer>();
  const listeners = new Set<(change: HubChange) => void>();
  let isClosed = false;

  const entry = (name: string): HubServer => {
    const known = entries.get(name);
    if (known !== undefined) return known;
    const made = new HubServer({
      ...parts,
      name,
      onChange: (change) => {
        for (const listener of listeners) listener(change);
      },
    });
    entries.set(name, made);
    return made;
  };

  const open = async (name: string): Promise<Connection> => {
    if (isClosed) throw new AppError('mcp.closed', 'the connections of this process have ended');
    return entry(name).connection();
  };

  /** One exchange on a connection, within the server's deadline for calls. */
  const exchange = async <T>(
    name: string,
    signal: AbortSignal,
    work: (connection: Connection, options: ExchangeOptions) => Promise<T>,
  ): Promise<T> => {
    const connection = await open(name);
    const { callMs } = approvedServer(parts.servers(), name).definition.deadlines;
    try {
      return await work(connection, { signal, timeout: Math.min(callMs, NO_DEADLINE) });
    } catch (error) {
      signal.throwIfAborted();
      throw mcpError(error, name, connection.failure);
    }
  };

  /** What went wrong is part of how it stands. */
  const settled = async (name: string, work: Promise<void>): Promise<HubStatus> => {
    await work.catch(() => {});
    return entry(name).status;
  };

  return {
    status: (name) => entry(name).status,
    start: (name) => settled(name, entry(name).start()),
    stop: (name) => settled(name, entry(name).stop()),
    async restart(name) {
      await entry(name).stop();
      return settled(name, entry(name).start());
    },
    async offer(name, signal) {
      await open(name);
      return entry(name).offer(signal);
    },
    lastOffer: (name) => entry(name).lastOffer,
    async call({ server: name, tool, ...call }) {
      const server = callable(approvedServer(parts.servers(), name), tool);
      const connection = await open(name);
      try {
        return await callTool(connection, server, tool, { ...call, timeoutMs: call.timeoutMs });
      } catch (error) {
        // People see what the call has seen.
        if (OTHER_OFFER.includes(errorCode(error) ?? '')) entry(name).listLater();
        throw error;
      }
    },
    readResource: (name, uri, signal) =>
      exchange(name, signal, async ({ client }, options) => {
        const { contents } = await client.readResource({ uri }, { ...options, cacheMode: 'refresh' });
        return resourceParts(contents);
      }),
    getPrompt: (name, prompt, values, signal) =>
      exchange(name, signal, async ({ client }, options) => {
        const found = await client.getPrompt({ name: prompt, arguments: { ...values } }, options);
        const messages = found.messages.map(({ role, content }, at) => ({
          role,
          content: contentPart(content, at + 1),
        }));
        return { description: found.description ?? '', messages };
      }),
    complete: (name, wish, signal) =>
      exchange(name, signal, async ({ client }, options) => {
        const { completion } = await client.complete(
          {
            ref:
              wish.of === 'prompt' ? { type: 'ref/prompt', name: wish.ref } : { type: 'ref/resource', uri: wish.ref },
            argument: { name: wish.argument, value: wish.value },
            ...(wish.known === undefined ? {} : { context: { arguments: { ...wish.known } } }),
          },
          options,
        );
        return completion.values;
      }),
    subscribe: (name, uri, signal) =>
      exchange(name, signal, (connection, options) => connection.subscribe(uri, options)),
    unsubscribe: (name, uri, signal) =>
      exchange(name, signal, (connection, options) => connection.unsubscribe(uri, options)),
    protocol: (name, after) => entry(name).ring.after(after),
    exportProtocol: (name) =>
      entry(name)
        .ring.after(0)
        .map((message) => `${JSON.stringify(message)}\n`)
        .join(''),
    serverLog: (name) => entry(name).log.text(),
    async login(name, show, signal) {
      await parts.login(name, show, signal);
      await entry(name).stop();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      await Promise.all([...entries.values()].map((one) => one.stop()));
    },
  };
}

/** A server whose tools a person may call: pinned, and the tool not denied. */
function callable(server: CallableServer['registered'], tool: string): CallableServer {
  const { pins, definition, digest } = server;
  if (pins === null) {
    throw new AppError('mcp.not-pinned', `nothing of what ${definition.name} offers was approved`, {
      hint: `look at its tools and approve them with: opsroom mcp pin ${definition.name}`,
    });
  }
  const denied = pins.tools.find(({ name, permission }) => name === tool && permission === 'deny');
  if (denied !== undefined) {
    throw new AppError('mcp.denied', `${tool} of ${definition.name} is not to be called`, {
      hint: 'change its permission first',
    });
  }
  const tools = pins.tools.map(
    (one) => [one.name, { digest: one.digest, permission: 'ask', effect: one.effect }] as const,
  );
  return {
    registered: server,
    resolved: {
      name: definition.name,
      definition: digest,
      identity: pins.identity,
      names: pins.names,
      tools: Object.fromEntries(tools),
    },
  };
}
