import { useEffect, useState } from 'react';
import type { ProtocolMessage } from '#shared/api/mcp-views.ts';
import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { queryClient, useAnswer } from '../query.ts';
import { followForever } from '../resume.ts';

/** Messages of the protocol that the page keeps. */
const MOST_MESSAGES = 2_000;

/** The MCP servers and how they stand. */
export const useServers = () => useAnswer(keys.servers(), (signal) => client.mcp.list({}, { signal }));

/** One server with its tools; `null`: none is chosen. */
export const useServer = (name: string | null) =>
  useAnswer(name === null ? null : keys.server(name), (signal) => client.mcp.get({ name: name ?? '' }, { signal }));

/** Calls that were made here, newest first; of one tool, or of all with `null`. */
export const useToolCalls = (name: string, tool: string | null) =>
  useAnswer(keys.toolCalls(name, tool), (signal) => client.mcp.calls({ name, tool, limit: 50 }, { signal }));

/** What the server's process wrote to stderr. */
export const useServerLog = (name: string) =>
  useAnswer(keys.serverLog(name), (signal) => client.mcp.serverLog({ name }, { signal }));

/** Has what is shown of servers read anew whenever one changes, while the component is mounted. */
export function useServerChanges(): void {
  useEffect(() => {
    const stop = new AbortController();
    void followForever(
      (signal) => client.mcp.changes({}, { signal }),
      () => void queryClient.invalidateQueries({ queryKey: ['mcp'] }),
      stop.signal,
    );
    return () => stop.abort();
  }, []);
}

/** The protocol as it goes on: the newest messages that are kept. */
export function useProtocol(name: string): readonly ProtocolMessage[] {
  const [known, setKnown] = useState<{ readonly name: string; readonly messages: readonly ProtocolMessage[] }>({
    name,
    messages: [],
  });
  useEffect(() => {
    const stop = new AbortController();
    let messages: readonly ProtocolMessage[] = [];
    void followForever(
      (signal) => client.mcp.protocol({ name, after: messages.at(-1)?.seq ?? 0 }, { signal }),
      (fresh) => {
        messages = [...messages, ...fresh].slice(-MOST_MESSAGES);
        setKnown({ name, messages });
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [name]);
  return known.name === name ? known.messages : [];
}
