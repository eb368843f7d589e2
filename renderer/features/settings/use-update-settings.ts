import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { PendingChanges } from '#renderer/client/pending-changes.ts';
import { queryClient } from '#renderer/client/query.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import type { Settings } from '#shared/api/settings.ts';

/** What becomes other, told by what stands now, with the changes before it. */
type Change = (now: Settings) => Partial<Settings>;

const changes = new PendingChanges<Settings>(queryClient, keys.settings());

/** Changes settings; they are in effect, and kept, when the promise is resolved. */
export function useUpdateSettings(): (change: Change) => Promise<boolean> {
  const act = useAct();
  return (change) =>
    act('The setting was not changed', async () => {
      let part: Partial<Settings> = {};
      const changed = (now: Settings): Settings => {
        part = change(now);
        return { ...now, ...part };
      };
      await changes.make(changed, () => client.settings.update(part));
    });
}
