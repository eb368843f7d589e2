import { open } from './base.ts';
import { libraryConnections, testConnection } from './connections.ts';

export const settingsHandlers = {
  get: open.settings.get.handler(({ context }) => context.api.store.settings.get()),
  update: open.settings.update.handler(({ context: { api }, input }) =>
    api.store.settings.update(input, api.services.clock.now()),
  ),
  lanes: open.settings.lanes.handler(({ context }) => context.api.store.lanes.policies()),
  setLane: open.settings.setLane.handler(({ context: { api }, input: { lane, held, reserved } }) => {
    const change = { ...(held !== undefined && { held }), ...(reserved !== undefined && { reserved }) };
    api.store.lanes.setPolicy(lane, change, api.actor, api.services.clock.now());
    return api.store.lanes.policies();
  }),
  secrets: open.settings.secrets.handler(async ({ context: { api } }) => ({
    vault: await api.secrets.state(),
    secrets: await api.secrets.list(),
  })),
  setSecret: open.settings.setSecret.handler(async ({ context, input: { name, value } }) => {
    await context.api.secrets.set(name, value);
    return null;
  }),
  removeSecret: open.settings.removeSecret.handler(async ({ context, input }) => {
    await context.api.secrets.remove(input.name);
    return null;
  }),
  unlock: open.settings.unlock.handler(async ({ context: { api }, input }) => {
    await api.secrets.unlock(input.passphrase);
    return api.secrets.state();
  }),
  connections: open.settings.connections.handler(({ context }) => libraryConnections(context.api)),
  testConnection: open.settings.testConnection.handler(({ context, input, signal }) =>
    testConnection(context.api, input, signal ?? new AbortController().signal),
  ),
  dataFolder: open.settings.dataFolder.handler(({ context }) => context.api.machine.dataFolder()),
  backUp: open.settings.backUp.handler(({ context, signal }) =>
    context.api.machine.backUp(signal ?? new AbortController().signal),
  ),
};
