import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionStore } from '#main/engine/ports/store.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { runLabel, type SessionId } from '#shared/run/ids.ts';
import type { Session } from '#shared/run/session.ts';
import type { Connection } from './connection.ts';

export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly archived_at: number | null;
}

export const SESSION_COLUMNS = 'select id, name, created_at, archived_at from sessions';
const OPEN_BY_NAME = `${SESSION_COLUMNS} where name = +? and archived_at is null`;

/** What runs need of sessions. */
export function sessionStore(
  connection: Connection,
  workspaces: string,
): Pick<SessionStore, 'ensure' | 'find' | 'list' | 'archive' | 'workspace'> {
  const byId = (id: string) => connection.get<SessionRow>(`${SESSION_COLUMNS} where id = +?`, id);
  return {
    ensure(name, now) {
      const open = connection.get<SessionRow>(OPEN_BY_NAME, name);
      if (open !== undefined) return session(open);
      return connection.write(() => {
        const other = connection.get<SessionRow>(OPEN_BY_NAME, name);
        if (other !== undefined) return session(other);
        const row = { id: uuidv7(now), name, created_at: now, archived_at: null };
        connection.run('insert into sessions (id, name, created_at) values (@id, @name, @created_at)', {
          id: row.id,
          name,
          created_at: now,
        });
        return session(row);
      });
    },

    find(idOrName) {
      const row =
        byId(idOrName) ??
        connection.get<SessionRow>(OPEN_BY_NAME, idOrName) ??
        connection.get<SessionRow>(
          `${SESSION_COLUMNS} where name = +? and archived_at is not null order by archived_at desc, id desc limit 1`,
          idOrName,
        );
      return row === undefined ? undefined : session(row);
    },

    list({ archived }) {
      const which = archived ? 'archived_at is not null' : 'archived_at is null';
      return connection.all<SessionRow>(`${SESSION_COLUMNS} where ${which} order by name, id`).map(session);
    },

    archive(id, now) {
      connection.write(() => {
        const row = byId(id);
        if (row === undefined) throw unknownSession(id);
        if (row.archived_at !== null) return;
        const active = connection.all<{ readonly number: number }>(
          `select number from runs where session_id = +? and execution not in ('finished', 'canceled')
           order by number limit 10`,
          id,
        );
        if (active.length > 0) {
          const runs = active.map(({ number }) => runLabel(number));
          throw new AppError('session.busy', `session ${row.name} still has work: ${runs.join(', ')}`, {
            hint: 'wait for these runs or cancel them first',
            details: { runs },
          });
        }
        connection.run('update sessions set archived_at = ? where id = +?', now, id);
      });
    },

    workspace(id) {
      if (byId(id) === undefined) throw unknownSession(id);
      const path = join(workspaces, id);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      return path;
    },
  };
}

export function unknownSession(id: SessionId): AppError {
  return new AppError('session.unknown', `there is no session ${id}`, { hint: 'list them with opsroom runs' });
}

export function session(row: SessionRow): Session {
  return { id: row.id as SessionId, name: row.name, createdAt: row.created_at, archivedAt: row.archived_at };
}
