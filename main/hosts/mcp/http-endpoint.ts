import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServerFactory,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import type { Logger } from '#main/kernel/logger.ts';
import type { OwnNames, Refusal } from '../server/admit.ts';
import type { Mounted } from '../server/page-server.ts';
import { refuseAgent } from './admit-agent.ts';
import { LegacySessions } from './legacy-sessions.ts';
import { readBody, sendAnswer, webRequest } from './node-bridge.ts';

const AGENT_PATH = '/mcp';
/** Largest message of an agent, bytes. */
const LARGEST_BODY = 16 << 20;
const MOST_SUBSCRIPTIONS = 128;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'DELETE']);

export interface AgentEndpointOptions {
  /** Makes a server for a session, or for a single request. */
  readonly servers: McpServerFactory;
  /** What tells subscribers of changes. */
  readonly bus?: ServerEventBus;
  readonly token: string;
  readonly names: OwnNames;
  readonly logger: Logger;
}

/** Serves agents over streamable HTTP, in the revisions with sessions and in those without. */
export function agentEndpoint({ servers, bus, token, names, logger }: AgentEndpointOptions): Mounted {
  const onError = (error: Error): void => logger.info('a message of an agent was not taken', { error });
  const sessions = new LegacySessions(servers, { largestBody: LARGEST_BODY, onError });
  const modern = createMcpHandler(servers, {
    legacy: 'reject',
    onerror: onError,
    maxRequestBodySize: LARGEST_BODY,
    maxSubscriptions: MOST_SUBSCRIPTIONS,
    ...(bus === undefined ? {} : { bus }),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = refuseAgent(request, names, token);
    if (refused !== undefined) return refuse(response, refused);
    if (!METHODS.has(request.method ?? '')) return refuse(response, { status: 405, message: 'POST, GET or DELETE' });
    const body = await readBody(request, LARGEST_BODY);
    if (body === undefined) return refuse(response, { status: 413, message: `more than ${LARGEST_BODY} bytes` });
    const asked = webRequest(request, response, body);
    const isLegacy = await isLegacyRequest(asked, undefined, { maxRequestBodySize: LARGEST_BODY });
    await sendAnswer(await (isLegacy ? sessions.fetch(asked) : modern.fetch(asked)), response);
  };
  return {
    path: AGENT_PATH,
    handle(request, response) {
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('cache-control', 'no-store');
      answer(request, response).catch((error: unknown) => {
        if (!request.destroyed || !response.destroyed) logger.error('an agent could not be answered', { error });
        if (response.headersSent) response.destroy();
        else refuse(response, { status: 500, message: 'the control room failed: its log has the details' });
      });
    },
    async close() {
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

function refuse(
  response: ServerResponse,
  { status, message }: { readonly status: Refusal['status'] | 413 | 500; readonly message: string },
): void {
  if (status === 405) response.setHeader('allow', 'GET, POST, DELETE');
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="opsroom"');
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
