import { queryClient } from '#renderer/client/query.ts';

/** Reads everything that is shown of servers anew. */
export function refreshServers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['mcp'] });
}
