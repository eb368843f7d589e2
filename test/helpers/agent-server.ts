import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { createRouter } from '#main/api/router.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { agentToken } from '#main/hosts/mcp/admit-agent.ts';
import { openAgentDesk } from '#main/hosts/mcp/agent-desk.ts';
import { agentServers } from '#main/hosts/mcp/agent-server.ts';
import { agentEndpoint } from '#main/hosts/mcp/http-endpoint.ts';
import { pageFiles } from '#main/hosts/page/page-files.ts';
import { startPageServer } from '#main/hosts/server/page-server.ts';
import { testApi } from './api-client.ts';

/** The revisions of the protocol, by how a client finds out which one is spoken. */
export const ERAS = ['legacy', 'auto'] as const;
export type Era = (typeof ERAS)[number];

/** What a tool answered. */
export interface Told {
  readonly isError: boolean;
  readonly words: string;
  // Tests look into what they asked for.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
}

export interface AgentServer {
  readonly port: number;
  readonly pageToken: string;
  readonly token: string;
  readonly url: URL;
  /** A connected client, closed with the test. */
  connect(era: Era, name?: string): Promise<Client>;
}

/** The server of agents of a room over HTTP, as `serve` composes it; ended with the test. */
export async function agentServer(room: ControlRoom): Promise<AgentServer> {
  const { api } = await testApi({ room });
  const { clock, logger } = room.services;
  const context = { api };
  const token = agentToken(undefined);
  const desk = openAgentDesk({ context, mask: room.knownSecrets, clock, logger });
  const servers = agentServers(desk, { isConnection: false });
  const server = await startPageServer({
    files: pageFiles(import.meta.dirname),
    port: 0,
    router: createRouter(),
    context,
    clock,
    logger,
    mount: (names) => agentEndpoint({ servers, bus: desk.feed, token, names, logger }),
  });
  onTestFinished(() => server.close());
  const url = new URL(`http://127.0.0.1:${server.port}/mcp`);
  return {
    port: server.port,
    pageToken: new URL(server.url).searchParams.get('token') ?? '',
    token,
    url,
    async connect(era, name = 'test client') {
      const client = new Client({ name, version: '1' }, { versionNegotiation: { mode: era } });
      const requestInit = { headers: { authorization: `Bearer ${token}` } };
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
      // Only what was listed is held against its schema by the client.
      await client.listTools();
      onTestFinished(() => client.close());
      return client;
    },
  };
}

/** Calls a tool. */
export async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Told> {
  const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: args });
  const [first] = content;
  return { isError, words: first?.type === 'text' ? first.text : '', data: structuredContent };
}
