import type { McpAnswer, McpQuestion } from '#main/engine/ports/mcp.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { createMask } from '#main/secrets/mask.ts';
import { createMcpClients, type McpClients } from '#main/tools/mcp/mcp-clients.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { FixedServers, pinned, registered, resolved } from '#test/helpers/mcp/servers.ts';

// Usage: driver URL, as the conformance suite starts clients. Lists the tools of the server, approves them and calls each one through
// the client layer of the product; a person who logs in and fills in forms is played by this program.

interface Context {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: JsonObject }[];
}

const NAME = 'suite';
/** Failures of one call after which the next one is made all the same. */
const TOLD = new Set(['mcp.unknown-tool', 'mcp.protocol']);
/** A person does not log in for ever. */
const LOGINS = 2;

const [url = ''] = process.argv.slice(2);
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Context;
const vault = new Map<string, string>(
  context.client_secret === undefined ? [] : [['CLIENT_SECRET', context.client_secret]],
);
const signal = new AbortController().signal;
const server = registered({
  transport: 'http',
  name: NAME,
  url,
  // The suite starts all of its scenarios at once.
  deadlines: { connectMs: 100_000, listMs: 100_000, callMs: 100_000 },
  ...(context.client_id === undefined
    ? {}
    : {
        oauth: {
          clientId: context.client_id,
          ...(context.client_secret === undefined ? {} : { clientSecret: 'CLIENT_SECRET' }),
        },
      }),
});
const servers = new FixedServers(server);

const clients = createMcpClients({
  clock: systemClock,
  logger: createLogger({ level: 'debug', destination: process.stderr }),
  version: '1.0.0',
  secret: (name) => Promise.resolve(vault.get(name)),
  setSecret(name, value) {
    vault.set(name, value);
    return Promise.resolve();
  },
  clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
  mask: createMask([]),
  folder: process.cwd(),
  environment: {},
  servers: () => servers.asStore(),
});

/** The browser of somebody who agrees to everything. */
async function browse(address: string): Promise<void> {
  const answer = await fetch(address, { redirect: 'manual' });
  const back = answer.headers.get('location');
  if (back === null) throw new Error(`the login answered with ${answer.status}`);
  await fetch(back);
}

async function withLogin<T>(work: () => Promise<T>): Promise<T> {
  for (let logins = 0; ; logins += 1) {
    try {
      return await work();
    } catch (error) {
      if (errorCode(error) !== 'mcp.login-required' || logins >= LOGINS) throw error;
      await clients.hub.login(NAME, browse, signal);
    }
  }
}

function accept(question: McpQuestion): Promise<McpAnswer> {
  const fields = question.kind === 'form' ? Object.entries(question.fields) : [];
  const flags = fields.filter(([, field]) => field.type === 'boolean' && field.default === undefined);
  return Promise.resolve({ action: 'accept', values: Object.fromEntries(flags.map(([name]) => [name, true])) });
}

/** Arguments that fit an input schema as far as the suite needs it. */
function argumentsFor(tool: JsonObject): JsonObject {
  const schema = tool['inputSchema'] as { readonly properties?: Readonly<Record<string, { readonly type?: string }>> };
  const values = Object.entries(schema.properties ?? {}).map(([name, { type }], at) => {
    if (type === 'number' || type === 'integer') return [name, at + 3];
    return [name, type === 'boolean' ? true : 'value'];
  });
  return Object.fromEntries(values) as JsonObject;
}

async function callAll(all: McpClients): Promise<void> {
  const offer = await withLogin(() => all.hub.offer(NAME, signal));
  const approved = pinned(server, offer.snapshot);
  servers.set(approved);
  const run = all.client({ workspace: process.cwd(), environment: {}, runId: null, mask: createMask([]) });
  const calls =
    context.toolCalls ??
    offer.snapshot.tools.map((tool) => ({ name: String(tool['name']), arguments: argumentsFor(tool) }));
  try {
    for (const call of calls) {
      try {
        await withLogin(() =>
          run.call({ server: resolved(approved), tool: call.name, arguments: call.arguments, signal, ask: accept }),
        );
      } catch (error) {
        // A tool that must not be called is refused by the client itself, and some answer wrongly on purpose.
        if (!TOLD.has(errorCode(error) ?? '')) throw error;
      }
    }
  } finally {
    await run.close();
  }
}

try {
  await callAll(clients);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await clients.hub.close();
}
