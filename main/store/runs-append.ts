import type { AppendOutcome, AppendRequest, RunStore } from '#main/engine/ports/store.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { Connection } from './connection.ts';
import { insertEvents, sealAll, unknownRun } from './event-log.ts';
import { insertArtifacts, insertProofs, updateSteps } from './run-details.ts';
import { moveInQueue } from './run-move.ts';
import type { Wake } from './wake.ts';

interface HeadRow {
  readonly session_id: SessionId;
  readonly execution: string;
  readonly owner: string | null;
  readonly generation: number;
  readonly last_seq: number;
  readonly last_hash: string;
}

/**
 * What a run holds follows its execution. Claimed or running: an owner, a lane and its locks. Waiting, interrupted or queued
 * again: no owner and no lane, but still its locks, because what its steps have done so far rests on them. Finished or
 * canceled: nothing.
 */
export function runAppends(connection: Connection, wake: Wake): Pick<RunStore, 'append'> {
  return {
    append(request) {
      const outcome = connection.write(() => append(connection, request));
      const isWorking = request.summary.execution === 'claimed' || request.summary.execution === 'running';
      if (outcome.ok && (request.fence === undefined || !isWorking)) wake.notify();
      return outcome;
    },
  };
}

function append(connection: Connection, request: AppendRequest): AppendOutcome {
  const { runId, fence, expectedSeq } = request;
  const run = connection.get<HeadRow>(
    'select session_id, execution, owner, generation, last_seq, last_hash from runs where id = +?',
    runId,
  );
  if (run === undefined) throw unknownRun(runId);
  if (fence !== undefined && (run.owner !== fence.owner || run.generation !== fence.generation)) {
    return { ok: false, why: 'fenced' };
  }
  if (run.last_seq !== expectedSeq) return { ok: false, why: 'conflict' };

  const events = sealAll(runId, { seq: run.last_seq, hash: run.last_hash as Digest }, request.events);
  insertEvents(connection, events);
  updateRun(connection, request, run, events.at(-1)?.hash ?? run.last_hash);
  for (const event of events) {
    if (event.type === 'run.moved') moveInQueue(connection, { id: runId, sessionId: run.session_id }, event.data);
  }
  updateSteps(connection, runId, request.steps);
  insertArtifacts(connection, runId, request.artifacts ?? []);
  insertProofs(connection, runId, request.proofs ?? []);
  release(connection, request);
  return { ok: true, events };
}

/** Execution is written on its own, and only when it changed: the queue's indices hang on it. */
function updateRun(connection: Connection, request: AppendRequest, run: HeadRow, hash: string): void {
  const { summary, runId, expectedSeq } = request;
  const changed = connection.run(
    `update runs set verification = @verification, disposition = @disposition, rollback = @rollback, strength = @strength,
       lane = coalesce(@lane, lane), reason = @reason, waiting_for = @waiting_for, paused = @paused, canceling = @canceling, wake_at = @wake_at, started_at = @started_at,
       finished_at = @finished_at, steps_done = @steps_done, last_seq = @seq, last_hash = @hash
     where id = +@id and last_seq = @expected and owner is @owner and generation = @generation`,
    {
      verification: summary.verification,
      disposition: summary.disposition,
      rollback: summary.rollback,
      strength: summary.strength,
      lane: summary.lane,
      reason: summary.reason,
      waiting_for: summary.waitingFor,
      paused: summary.paused ? 1 : 0,
      canceling: summary.canceling ? 1 : 0,
      wake_at: summary.wakeAt,
      started_at: summary.startedAt,
      finished_at: summary.finishedAt,
      steps_done: summary.stepsDone,
      seq: expectedSeq + request.events.length,
      hash,
      id: runId,
      expected: expectedSeq,
      owner: run.owner,
      generation: run.generation,
    },
  );
  if (changed !== 1) throw new AppError('store.fault', `run ${runId} changed inside a transaction`);
  const { execution } = summary;
  if (execution !== run.execution) {
    connection.run(`update runs set execution = ?, filed_under = '' where id = +?`, execution, runId);
  }
  if (execution !== 'claimed' && execution !== 'running' && run.owner !== null) {
    connection.run('update runs set owner = null, lease_until = null where id = +?', runId);
  }
  if (execution === 'queued' && request.head === true) moveToHead(connection, run.session_id, runId);
}

function release(connection: Connection, { runId, summary: { execution } }: AppendRequest): void {
  if (execution === 'claimed' || execution === 'running') return;
  connection.run('delete from lane_holds where run_id = +?', runId);
  if (isTerminal(execution)) connection.run('delete from held_locks where run_id = +?', runId);
}

/**
 * Before every other queued run of its session, whatever their priority: a person has answered and expects it to go on.
 * It may stand before runs of other lanes too; that changes nothing, as they do not compete with it.
 */
function moveToHead(connection: Connection, sessionId: string, runId: string): void {
  const first = connection.get<{ readonly queue_priority: number; readonly queue_rank: number }>(
    `select queue_priority, queue_rank from runs where execution = 'queued' and session_id = +? and id <> ?
     order by queue_priority desc, queue_rank limit 1`,
    sessionId,
    runId,
  );
  if (first === undefined) return;
  connection.run(
    'update runs set queue_priority = max(queue_priority, ?), queue_rank = ? where id = +?',
    first.queue_priority,
    first.queue_rank - 1,
    runId,
  );
}
