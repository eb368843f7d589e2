import { AppError } from '#shared/lib/app-error.ts';
import type { SessionId } from '#shared/run/ids.ts';
import type { Session } from '#shared/run/session.ts';
import { open } from './base.ts';
import type { ApiContext } from './context.ts';

export const sessionCalls = {
  list: open.sessions.list.handler(({ context: { api }, input }) => api.store.sessions.overview(input)),
  create: open.sessions.create.handler(({ context: { api }, input }) =>
    api.store.sessions.create(input.name, api.services.clock.now()),
  ),
  rename: open.sessions.rename.handler(({ context: { api }, input }) => {
    const { id } = requireSession(api, input.sessionId);
    return api.store.sessions.rename(id, input.name);
  }),
  archive: open.sessions.archive.handler(({ context: { api }, input }) => {
    const { id } = requireSession(api, input.sessionId);
    api.store.sessions.archive(id, api.services.clock.now());
    return requireSession(api, id);
  }),
  restore: open.sessions.restore.handler(({ context: { api }, input }) => {
    const { id } = requireSession(api, input.sessionId);
    return api.store.sessions.restore(id);
  }),
};

/** The session of that id. Throws AppError `session.unknown`. */
export function requireSession({ store }: Pick<ApiContext, 'store'>, sessionId: SessionId): Session {
  const found = store.sessions.find(sessionId);
  if (found?.id === sessionId) return found;
  throw new AppError('session.unknown', 'there is no such session', { hint: 'it may be of another data folder' });
}
