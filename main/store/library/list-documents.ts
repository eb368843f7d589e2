import type { ListedDocument } from '#main/engine/ports/library.ts';
import type { Connection } from '../connection.ts';
import type { RunIndex } from '../history/run-index.ts';
import { RUN_COLUMNS, type RunRow, runSummary } from '../run-row.ts';
import { DOCUMENT_COLUMNS, type DocumentRow, document, newestRevision } from './document-row.ts';

/** By title. Runs are told by the plan's name: those of every revision, and those that were started from a file. */
export function listDocuments(
  connection: Connection,
  index: RunIndex,
  { archived }: { readonly archived: boolean },
): readonly ListedDocument[] {
  const runs = runsByPlan(index);
  const columns = DOCUMENT_COLUMNS.replace('draft,', 'iif(draft is null, null, ?) as draft,');
  return connection
    .all<DocumentRow>(
      `select ${columns} from documents where archived_at is ${archived ? 'not null' : 'null'}
       order by lower_text(title), id`,
      '',
    )
    .map((row) => {
      const { draft, ...rest } = document(row, newestRevision(connection, row.id));
      const found = runs.get(row.name);
      const last = found && connection.get<RunRow>(`select ${RUN_COLUMNS} from runs where number = +?`, found.last);
      return {
        ...rest,
        hasDraft: draft !== null,
        runs: found?.count ?? 0,
        lastRun: last === undefined ? null : runSummary(last),
      };
    });
}

function runsByPlan(index: RunIndex): ReadonlyMap<string, { readonly count: number; readonly last: number }> {
  const columns = index.read();
  const counts = new Uint32Array(columns.plans.all.length);
  const last = new Uint32Array(counts.length);
  for (let i = 0; i < columns.length; i += 1) {
    if (!columns.has(i)) continue;
    const plan = columns.plan[i] as number;
    counts[plan] = (counts[plan] ?? 0) + 1;
    last[plan] = i + 1;
  }
  return new Map(columns.plans.all.map((name, k) => [name, { count: counts[k] ?? 0, last: last[k] ?? 0 }]));
}
