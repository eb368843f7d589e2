import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** What the operator has set. */
export const useSettings = () => useAnswer(keys.settings(), (signal) => client.settings.get({}, { signal }));

/** What each lane takes. */
export const useLanePolicies = () => useAnswer(keys.lanes(), (signal) => client.settings.lanes({}, { signal }));

/** The vault and the names in it. */
export const useSecrets = () => useAnswer(keys.secrets(), (signal) => client.settings.secrets({}, { signal }));

/** Connections that plans name. */
export const useConnections = () =>
  useAnswer(keys.connections(), (signal) => client.settings.connections({}, { signal }));

/** Sizes and backups. */
export const useDataFolder = () => useAnswer(keys.dataFolder(), (signal) => client.settings.dataFolder({}, { signal }));

/** Who signs bundles here; `null` data: nobody yet. */
export const useIdentity = () => useAnswer(keys.identity(), (signal) => client.identity.get({}, { signal }));

/** Keys that are trusted here. */
export const useTrusted = () => useAnswer(keys.trusted(), (signal) => client.identity.trusted({}, { signal }));
