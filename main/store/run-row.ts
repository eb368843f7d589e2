import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { WaitKind } from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import type { RunSummary, StepStatus, StepSummary } from '#shared/run/run.ts';
import type {
  Disposition,
  Execution,
  Rollback,
  Strength,
  UndoVerdict,
  Verdict,
  Verification,
} from '#shared/run/verdict.ts';

/** A row of `runs` as the lists need it. */
export interface RunRow {
  readonly number: number;
  readonly id: string;
  readonly session_id: string;
  readonly session_name: string;
  readonly plan_digest: string;
  readonly plan_name: string;
  readonly plan_version: string;
  readonly execution: string;
  readonly verification: string;
  readonly disposition: string;
  readonly rollback: string;
  readonly strength: string | null;
  readonly lane: string | null;
  readonly lane_wish: string | null;
  readonly priority: number;
  readonly owner: string | null;
  readonly generation: number;
  readonly reason: string;
  readonly waiting_for: string | null;
  readonly paused: number;
  readonly canceling: number;
  readonly wake_at: number | null;
  readonly attempt_of: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly steps_done: number;
  readonly steps_total: number;
}

export const RUN_COLUMNS = `number, id, session_id, session_name, plan_digest, plan_name, plan_version, execution,
  verification, disposition, rollback, strength, lane, lane_wish, priority, owner, generation, reason, waiting_for,
  paused, canceling, wake_at, attempt_of, created_at, started_at, finished_at, steps_done, steps_total`;

export function runSummary(row: RunRow): RunSummary {
  return {
    runId: row.id as RunId,
    number: row.number,
    sessionId: row.session_id as SessionId,
    sessionName: row.session_name,
    planName: row.plan_name,
    planVersion: row.plan_version,
    planDigest: row.plan_digest as Digest,
    execution: row.execution as Execution,
    verification: row.verification as Verification,
    disposition: row.disposition as Disposition,
    rollback: row.rollback as Rollback,
    strength: row.strength as Strength | null,
    lane: row.lane as Lane | null,
    laneWish: row.lane_wish as Lane | null,
    priority: row.priority,
    owner: row.owner as InstanceId | null,
    generation: row.generation,
    reason: row.reason,
    waitingFor: row.waiting_for as WaitKind | null,
    paused: row.paused === 1,
    canceling: row.canceling === 1,
    wakeAt: row.wake_at,
    attemptOf: row.attempt_of as RunId | null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    stepsDone: row.steps_done,
    stepsTotal: row.steps_total,
  };
}

export interface StepRow {
  readonly position: number;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly verdict: string | null;
  readonly strength: string | null;
  readonly tries: number;
  readonly undo: string | null;
  readonly reason: string;
  readonly outputs: string;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

export function stepSummary(row: StepRow): StepSummary {
  return {
    id: row.id,
    index: row.position,
    title: row.title,
    status: row.status as StepStatus,
    verdict: row.verdict as Verdict | null,
    strength: row.strength as Strength | null,
    tries: row.tries,
    undo: row.undo as UndoVerdict | null,
    reason: row.reason,
    outputs: JSON.parse(row.outputs) as Readonly<Record<string, Json>>,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
