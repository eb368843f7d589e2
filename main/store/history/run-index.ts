import { lastPosition } from '../changes.ts';
import type { Connection } from '../connection.ts';
import { type ColumnRow, RunColumns } from './run-columns.ts';

/** Rows read at a time when the columns are filled. */
const BATCH = 2000;

// Of a run that works, the step that matters most: one in doubt, else one that acts, else one that is verified.
const COLUMNS = `number, session_id, plan_digest, plan_name, execution, verification, disposition, rollback, paused,
  lane, lane_wish, operator, created_at, started_at, finished_at, proofs_verified, proofs_rejected,
  case when execution = 'running' then (
    select status from steps where run_id = runs.id and status in ('doubt', 'acting', 'verifying')
    order by status = 'doubt' desc, status = 'acting' desc limit 1
  ) end as step_status`;

export interface SessionName {
  readonly id: string;
  readonly name: string;
  readonly archivedAt: number | null;
  readonly createdAt: number;
}

/**
 * The columns, brought up to date by the events that came since they were read last. They are filled at first use; from
 * then on a look costs as much as what has changed.
 */
export class RunIndex {
  readonly #connection: Connection;
  readonly #columns = new RunColumns();
  /** The columns hold what was committed up to this event; -1 while they are being filled. */
  #cursor = -1;
  /** Where the filling began, and how far it is. */
  #filledFrom = -1;
  #filledTo = 0;
  #version = 0;
  #sessions: ReadonlyMap<string, SessionName> = new Map();
  #sessionChanges = -1;
  readonly #titles = new Map<string, string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Grows whenever the columns have changed. */
  get version(): number {
    return this.#version;
  }

  /** Up to the last commit. */
  read(): RunColumns {
    this.#connection.snapshot(() => {
      const last = lastPosition(this.#connection);
      while (this.#cursor < 0) this.#fillOn();
      if (last > this.#cursor) this.#follow();
      this.#cursor = last;
    });
    return this.#columns;
  }

  /** Reads a few thousand rows ahead of the first look; `false` when all are there. */
  warm(): boolean {
    if (this.#cursor < 0) this.#connection.snapshot(() => this.#fillOn());
    return this.#cursor < 0;
  }

  /** By id, also those without runs. */
  sessions(): ReadonlyMap<string, SessionName> {
    return this.#connection.salvage(() => this.#readSessions(), this.#sessions);
  }

  sessionName(id: string): string {
    return this.sessions().get(id)?.name ?? '';
  }

  /** Of the plan with this digest; plans never change. */
  planTitle(digest: string): string {
    let title = this.#titles.get(digest);
    if (title === undefined) {
      const read = () =>
        this.#connection.get<{ readonly title: string | null }>(
          `select coalesce(json_extract(body, '$.title'), name) as title from plans where digest = +?`,
          digest,
        );
      title = this.#connection.salvage(read, undefined)?.title ?? '';
      this.#titles.set(digest, title);
    }
    return title;
  }

  #readSessions(): ReadonlyMap<string, SessionName> {
    const connection = this.#connection;
    const changes =
      connection.get<{ readonly changes: number }>(`select changes from topics where topic = 'sessions'`)?.changes ?? 0;
    if (changes !== this.#sessionChanges) {
      const rows = connection.all<SessionName>(
        'select id, name, archived_at as archivedAt, created_at as createdAt from sessions',
      );
      this.#sessions = new Map(rows.map((row) => [row.id, row]));
      this.#sessionChanges = changes;
      this.#version += 1;
    }
    return this.#sessions;
  }

  /** What changes meanwhile among the rows that were read is read again as what came after the beginning. */
  #fillOn(): void {
    if (this.#filledFrom < 0) this.#filledFrom = lastPosition(this.#connection);
    const read = () =>
      this.#connection.all<ColumnRow>(
        `select ${COLUMNS} from runs where number > +? order by number limit ${BATCH}`,
        this.#filledTo,
      );
    const rows = this.#connection.salvage(read, undefined) ?? this.#readOneByOne();
    for (const row of rows) this.#columns.put(row);
    this.#filledTo = rows.at(-1)?.number ?? this.#filledTo;
    this.#version += 1;
    if (rows.length < BATCH) this.#cursor = this.#filledFrom;
  }

  /** Of a damaged table the rows that can be read: all of them at once. */
  #readOneByOne(): readonly ColumnRow[] {
    const connection = this.#connection;
    const max = () => connection.get<{ readonly last: number | null }>('select max(number) as last from runs');
    const last = connection.salvage(max, undefined)?.last ?? 0;
    const rows: ColumnRow[] = [];
    for (let number = this.#filledTo + 1; number <= last; number += 1) {
      const one = () => connection.get<ColumnRow>(`select ${COLUMNS} from runs where number = +?`, number);
      const row = connection.salvage(one, undefined);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  #follow(): void {
    const rows = this.#connection.all<ColumnRow>(
      `select ${COLUMNS} from runs where id in (select distinct run_id from events where position > ?)`,
      this.#cursor,
    );
    for (const row of rows) this.#columns.put(row);
    this.#version += 1;
  }
}
