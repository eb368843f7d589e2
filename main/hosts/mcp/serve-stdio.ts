import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { AgentDesk } from './agent-desk.ts';
import { agentServers } from './agent-server.ts';

/** Largest message of an agent, bytes. */
const LARGEST_MESSAGE = 16 << 20;

export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Serves one agent over a pair of streams. `ended` resolves when the agent has closed its side, or could not be understood. */
export function serveAgent(
  desk: AgentDesk,
  { input, output }: StdioStreams,
): { readonly ended: Promise<void>; close(): Promise<void> } {
  const transport = new StdioServerTransport(input, output, { maxBufferSize: LARGEST_MESSAGE });
  const handle = serveStdio(agentServers(desk, { isConnection: true }), {
    transport,
    onerror: (error) => desk.note(error),
  });
  // The transport has one listener for its end, and the server has it.
  const { onclose } = transport;
  const ended = new Promise<void>((resolve) => {
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
  });
  return { ended, close: () => handle.close() };
}
