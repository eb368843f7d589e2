import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

type JournalEvent = EventDraft & { readonly runId: RunId };

/** Every event of a data folder in the order of its commits. */
export function journal(dataDir: string): readonly JournalEvent[] {
  const db = new Database(join(dataDir, 'opsroom.db'), { readonly: true });
  try {
    const rows = db.prepare('select run_id, type, data, at from events order by position').all() as EventRow[];
    return rows.map((row) => ({
      runId: row.run_id,
      type: row.type,
      at: row.at,
      data: JSON.parse(row.data) as unknown,
    })) as never;
  } finally {
    db.close();
  }
}

interface EventRow {
  readonly run_id: string;
  readonly type: string;
  readonly data: string;
  readonly at: number;
}
