import type { SessionStore } from '#main/engine/ports/store.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { SessionId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { sessionRows } from './history/facets.ts';
import type { RunIndex } from './history/run-index.ts';
import { SESSION_COLUMNS, type SessionRow, session, unknownSession } from './sessions.ts';

/** What the screens do with sessions beside what runs need of them. */
export function sessionChanges(
  connection: Connection,
  index: RunIndex,
): Pick<SessionStore, 'create' | 'overview' | 'rename' | 'restore'> {
  const get = (id: SessionId): SessionRow => {
    const row = connection.get<SessionRow>(`${SESSION_COLUMNS} where id = +?`, id);
    if (row === undefined) throw unknownSession(id);
    return row;
  };
  const refuseTwice = (name: string, id: string | null): void => {
    const other = connection.get<SessionRow>(`${SESSION_COLUMNS} where name = +? and archived_at is null`, name);
    if (other === undefined || other.id === id) return;
    throw new AppError('session.exists', `there is a session ${name} already`, { hint: 'choose another name' });
  };
  return {
    overview: ({ archived }) => connection.snapshot(() => sessionRows(index, archived)),

    create(name, now) {
      return connection.write(() => {
        refuseTwice(name, null);
        const id = uuidv7(now) as SessionId;
        connection.run('insert into sessions (id, name, created_at) values (?, ?, ?)', id, name, now);
        return session(get(id));
      });
    },

    // Lists show the present name; events keep the one that a run was queued under.
    rename(id, name) {
      return connection.write(() => {
        const row = get(id);
        if (row.archived_at === null) refuseTwice(name, id);
        connection.run('update sessions set name = ? where id = +?', name, id);
        connection.run('update runs set session_name = ? where session_id = +?', name, id);
        return session({ ...row, name });
      });
    },

    restore(id) {
      return connection.write(() => {
        const row = get(id);
        if (row.archived_at === null) return session(row);
        refuseTwice(row.name, id);
        connection.run('update sessions set archived_at = null where id = +?', id);
        return session({ ...row, archived_at: null });
      });
    },
  };
}
