import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';

/** Reads the vault and its names anew. */
export function refreshSecrets(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.secrets() });
}
