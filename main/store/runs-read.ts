import type { RunFilter, RunStore } from '#main/engine/ports/store.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { EXECUTIONS, isTerminal } from '#shared/run/verdict.ts';
import type { Connection } from './connection.ts';
import { readEvents } from './event-log.ts';
import { queuePosition } from './queue-position.ts';
import { readArtifacts, readProofs, readSteps } from './run-details.ts';
import { runEvidence } from './run-evidence.ts';
import { RUN_COLUMNS, type RunRow, runSummary } from './run-row.ts';

type Reads = Pick<
  RunStore,
  | 'events'
  | 'find'
  | 'get'
  | 'list'
  | 'queue'
  | 'canceling'
  | 'attemptsOf'
  | 'steps'
  | 'artifacts'
  | 'proofs'
  | 'evidence'
  | 'queuePosition'
>;

const SELECT = `select ${RUN_COLUMNS} from runs`;
const DEFAULT_LIMIT = 100;
const ACTIVE: ReadonlySet<string> = new Set(EXECUTIONS.filter((execution) => !isTerminal(execution)));
/** Shorter than this, a text is not taken for the beginning of an id. */
const SHORTEST_PREFIX = 4;

export function runReads(connection: Connection): Reads {
  return {
    events: (runId, afterSeq = 0) => readEvents(connection, runId, afterSeq),
    steps: (runId) => readSteps(connection, runId),
    artifacts: (runId) => readArtifacts(connection, runId),
    proofs: (runId) => readProofs(connection, runId),
    evidence: (runId) => runEvidence(connection, runId),
    queuePosition: (runId) => queuePosition(connection, runId),
    get: (runId) => one(connection, `${SELECT} where id = +?`, runId),
    find: (reference) => find(connection, reference.trim().toLowerCase()),
    list: (filter) => list(connection, filter),
    queue: (sessionId, limit) =>
      connection
        .all<RunRow>(
          `${SELECT} where execution = 'queued' and session_id = ?
           order by queue_priority desc, queue_rank, number limit ?`,
          sessionId,
          limit,
        )
        .map(runSummary),
    canceling: () =>
      connection
        .all<{ readonly id: string }>(
          `select id from runs where canceling = 1 and execution = 'queued' order by number`,
        )
        .map(({ id }) => id as RunId),
    attemptsOf: (runId) =>
      connection.all<RunRow>(`${SELECT} where attempt_of = ? order by number`, runId).map(runSummary),
  };
}

function one(connection: Connection, sql: string, parameter: string | number): RunSummary | undefined {
  const row = connection.get<RunRow>(sql, parameter);
  return row === undefined ? undefined : runSummary(row);
}

function find(connection: Connection, reference: string): RunSummary | undefined {
  const number = /^(?:r-)?(\d{1,15})$/.exec(reference)?.[1];
  const byNumber = number === undefined ? undefined : one(connection, `${SELECT} where number = +?`, Number(number));
  if (byNumber !== undefined) return byNumber;
  if (reference.length < SHORTEST_PREFIX || !/^[0-9a-f-]+$/.test(reference)) return undefined;
  // '~' sorts after everything that an id is made of.
  const rows = connection.all<RunRow>(`${SELECT} where id >= +? and id < +? limit 2`, reference, `${reference}~`);
  const [row] = rows;
  return rows.length === 1 && row !== undefined ? runSummary(row) : undefined;
}

function list(connection: Connection, filter: RunFilter): readonly RunSummary[] {
  const conditions: string[] = [];
  const parameters: (string | number)[] = [];
  const where = (condition: string, ...values: (string | number)[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.sessionId !== undefined) where('session_id = +?', filter.sessionId);
  if (filter.planName !== undefined) where('plan_name = +?', filter.planName);
  if (filter.since !== undefined) where('created_at >= ?', filter.since);
  if (filter.before !== undefined) where('number < +?', filter.before);
  const status = filter.status ?? [];
  // Few runs are under way at a time, and they are asked for often: they have an index of their own.
  const isActive = status.length > 0 && status.every((word) => ACTIVE.has(word));
  if (isActive) where(`execution not in ('finished', 'canceled')`);
  if (status.length > 0) {
    const words = JSON.stringify(status);
    const among = '(select value from json_each(?))';
    where(`(execution in ${among} or verification in ${among} or disposition in ${among})`, words, words, words);
  }
  const text = filter.text?.trim().toLowerCase() ?? '';
  if (text !== '') {
    where(
      `instr(lower_text(plan_name || char(10) || 'R-' || number || char(10) || session_name || char(10) || reason), ?) > 0`,
      text,
    );
  }
  const condition = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  return connection
    .all<RunRow>(
      `${SELECT} ${isActive ? 'indexed by runs_active' : ''} ${condition} order by number desc limit ?`,
      ...parameters,
      filter.limit ?? DEFAULT_LIMIT,
    )
    .map(runSummary);
}

/** SQLite's own `lower` knows ASCII only. */
export const TEXT_FUNCTIONS = { lower_text: (text: unknown): string => String(text).toLowerCase() };
