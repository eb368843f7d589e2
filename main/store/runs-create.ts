import type { NewRun, RunStore } from '#main/engine/ports/store.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Connection } from './connection.ts';
import { insertEvents, sealAll } from './event-log.ts';
import { fileUnderLock, queueGroup } from './run-queue.ts';
import { unknownSession } from './sessions.ts';
import type { Wake } from './wake.ts';

export function runCreation(connection: Connection, clock: Clock, wake: Wake): Pick<RunStore, 'create'> {
  return {
    create(run) {
      const created = connection.write(() => insertRun(connection, run, uuidv7(clock.now()) as RunId));
      wake.notify();
      return created;
    },
  };
}

function insertRun(connection: Connection, run: NewRun, runId: RunId): { runId: RunId; number: number } {
  refuseUnknown(connection, run);
  // Runs are never deleted and the write lock is held, so the next number is this one, without a gap.
  const last = connection.get<{ readonly number: number | null }>('select max(number) as number from runs');
  const number = (last?.number ?? 0) + 1;
  const draft: EventDraft<'run.created'> = { ...run.event, data: { ...run.event.data, number } };
  const events = sealAll(runId, { seq: 0, hash: null }, [draft]);
  const { data } = draft;
  connection.run(INSERT_RUN, {
    number,
    id: runId,
    session_id: run.sessionId,
    session_name: data.sessionName,
    plan_digest: data.planDigest,
    plan_name: data.planName,
    plan_version: data.planVersion,
    lane_wish: data.laneWish,
    priority: data.priority,
    attempt_of: data.attemptOf?.runId ?? null,
    created_at: draft.at,
    steps_total: run.steps.length,
    last_hash: events[0]?.hash ?? '',
    queue_group: queueGroup(run.sessionId, data.laneWish),
    operator: draft.actor.name,
  });
  insertEvents(connection, events);
  for (const lock of new Set(data.locks)) {
    connection.run('insert into run_locks (run_id, lock) values (?, ?)', runId, lock);
  }
  if (data.locks.length > 0) fileUnderLock(connection, runId);
  for (const [position, step] of run.steps.entries()) {
    connection.run(
      `insert into steps (run_id, position, id, title, status, tries, reason, outputs)
       values (?, ?, ?, ?, 'pending', 0, '', '{}')`,
      runId,
      position,
      step.id,
      step.title,
    );
  }
  return { runId, number };
}

const INSERT_RUN = `
  insert into runs (number, id, session_id, session_name, plan_digest, plan_name, plan_version, execution, verification,
    disposition, rollback, lane_wish, priority, attempt_of, created_at, steps_total, last_seq, last_hash, queue_group,
    queue_priority, queue_rank, operator)
  values (@number, @id, @session_id, @session_name, @plan_digest, @plan_name, @plan_version, 'queued', 'pending',
    'open', 'none', @lane_wish, @priority, @attempt_of, @created_at, @steps_total, 1, @last_hash, @queue_group,
    @priority, @number, @operator)`;

function refuseUnknown(connection: Connection, run: NewRun): void {
  const session = connection.get<{ readonly name: string; readonly archived_at: number | null }>(
    'select name, archived_at from sessions where id = +?',
    run.sessionId,
  );
  if (session === undefined) throw unknownSession(run.sessionId);
  if (session.archived_at !== null) {
    throw new AppError('session.archived', `session ${session.name} is archived`, { hint: 'use another session' });
  }
  const { planDigest, planName } = run.event.data;
  if (connection.get('select 1 from plans where digest = +?', planDigest) === undefined) {
    throw new AppError('store.unknown-plan', `plan ${planName} is not stored, so no run of it can be queued`, {
      hint: 'put the plan first',
      details: { planDigest },
    });
  }
}
