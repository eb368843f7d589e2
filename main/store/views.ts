import type { ViewStore } from '#main/engine/ports/history.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import type { HistoryFilter, HistorySort, SavedView } from '#shared/api/history.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Connection } from './connection.ts';

interface ViewRow {
  readonly id: string;
  readonly name: string;
  readonly body: string;
}

/** The form of `body`: filter and sort. */
interface ViewBody {
  readonly filter: HistoryFilter;
  readonly sort: HistorySort;
}

const SELECT = 'select id, name, body from views';

export function viewStore(connection: Connection): ViewStore {
  const find = (id: string): ViewRow => {
    const row = connection.get<ViewRow>(`${SELECT} where id = +?`, id);
    if (row === undefined) throw new AppError('view.unknown', 'this view is gone', { hint: 'save it as a new one' });
    return row;
  };
  const refuseTwice = (name: string, id: string | null): void => {
    const other = connection.get<ViewRow>(`${SELECT} where name = +?`, name);
    if (other === undefined || other.id === id) return;
    throw new AppError('view.exists', `there is a view ${name} already`, { hint: 'choose another name' });
  };
  return {
    list: () => connection.all<ViewRow>(`${SELECT} order by lower_text(name), id`).map(view),

    save({ id, name, filter, sort }, now) {
      return connection.write(() => {
        if (id !== null) find(id);
        refuseTwice(name, id);
        const body: ViewBody = { filter, sort };
        const row = { id: id ?? uuidv7(now), name, body: JSON.stringify(body) };
        connection.run(
          `insert into views (id, name, body, created_at, updated_at) values (@id, @name, @body, @now, @now)
           on conflict (id) do update set name = excluded.name, body = excluded.body, updated_at = excluded.updated_at`,
          { ...row, now },
        );
        return view(row);
      });
    },

    rename(id, name, now) {
      return connection.write(() => {
        const row = find(id);
        refuseTwice(name, id);
        connection.run('update views set name = ?, updated_at = ? where id = +?', name, now, id);
        return view({ ...row, name });
      });
    },

    remove(id) {
      connection.write(() => connection.run('delete from views where id = +?', id));
    },
  };
}

function view(row: ViewRow): SavedView {
  const { filter, sort } = JSON.parse(row.body) as ViewBody;
  return { id: row.id, name: row.name, filter, sort };
}
