import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import type { Settings } from '#shared/api/settings.ts';

/** Changes settings; they are in effect, and kept, when the promise is resolved. */
export function useUpdateSettings(): (change: Partial<Settings>) => Promise<boolean> {
  const act = useAct();
  return (change) =>
    act('The setting was not changed', async () => {
      queryClient.setQueryData(keys.settings(), await client.settings.update(change));
    });
}
