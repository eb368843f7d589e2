import type { ListedRun } from '#main/engine/ports/history.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from '../connection.ts';
import { RUN_COLUMNS, type RunRow, runSummary } from '../run-row.ts';
import type { RunIndex } from './run-index.ts';

interface ListedRow extends RunRow {
  readonly operator: string;
  readonly proofs_verified: number;
  readonly steps_skipped: number;
  readonly ledger: number | null;
}

const SELECT = `select ${RUN_COLUMNS}, operator, proofs_verified, steps_skipped`;
const LEDGER = '(select position from events where run_id = runs.id and seq = runs.last_seq) as ledger';

/** Runs by their numbers, as lists show them, in the order of the numbers given. */
export function listedRuns(connection: Connection, index: RunIndex, numbers: readonly number[]): readonly ListedRun[] {
  const where = 'from runs where number in (select value from json_each(?))';
  const wanted = JSON.stringify(numbers);
  const rows =
    connection.salvage(() => connection.all<ListedRow>(`${SELECT}, ${LEDGER} ${where}`, wanted), undefined) ??
    connection.all<ListedRow>(`${SELECT}, null as ledger ${where}`, wanted);
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => {
    const row = byNumber.get(number);
    return row === undefined ? [] : [listedRun(index, row)];
  });
}

export function listedRunById(connection: Connection, index: RunIndex, runId: RunId): ListedRun | undefined {
  const row = connection.get<ListedRow>(`${SELECT}, ${LEDGER} from runs where id = +?`, runId);
  return row === undefined ? undefined : listedRun(index, row);
}

function listedRun(index: RunIndex, row: ListedRow): ListedRun {
  const run = runSummary(row);
  const columns = index.read();
  return {
    run,
    status: columns.shown(run.number - 1),
    planTitle: index.planTitle(run.planDigest),
    operator: row.operator,
    runTimeMs: run.startedAt === null || run.finishedAt === null ? null : run.finishedAt - run.startedAt,
    proofs: { verified: row.proofs_verified, total: run.stepsTotal - row.steps_skipped },
    position: row.ledger ?? 0,
  };
}
