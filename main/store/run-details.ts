import { AppError } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { StepSummary } from '#shared/run/run.ts';
import { isProved } from '#shared/run/status.ts';
import type { Connection } from './connection.ts';
import { type StepRow, stepSummary } from './run-row.ts';

/** Steps, artifacts and proofs of a run. The writing functions run inside the transaction of their events. */
export function updateSteps(connection: Connection, runId: RunId, steps: readonly StepSummary[]): void {
  const counts = { proved: 0, rejected: 0, skipped: 0 };
  for (const step of steps) {
    const before = connection.get<Outcome>(
      'select verdict, undo from steps where run_id = +? and position = +?',
      runId,
      step.index,
    );
    count(counts, before ?? NO_OUTCOME, -1);
    count(counts, step, 1);
    const changed = connection.run(
      `update steps set status = @status, verdict = @verdict, strength = @strength, tries = @tries, undo = @undo,
         reason = @reason, outputs = @outputs, started_at = @started_at, finished_at = @finished_at
       where run_id = +@run_id and position = +@position and id = @id`,
      {
        status: step.status,
        verdict: step.verdict,
        strength: step.strength,
        tries: step.tries,
        undo: step.undo,
        reason: step.reason,
        outputs: JSON.stringify(step.outputs),
        started_at: step.startedAt,
        finished_at: step.finishedAt,
        run_id: runId,
        position: step.index,
        id: step.id,
      },
    );
    if (changed !== 1) {
      throw new AppError('store.unknown-step', `run ${runId} has no step ${step.id} at place ${step.index}`);
    }
  }
  if (counts.proved === 0 && counts.rejected === 0 && counts.skipped === 0) return;
  connection.run(
    `update runs set proofs_verified = proofs_verified + ?, proofs_rejected = proofs_rejected + ?,
       steps_skipped = steps_skipped + ? where id = +?`,
    counts.proved,
    counts.rejected,
    counts.skipped,
    runId,
  );
}

type Outcome = Pick<StepSummary, 'verdict' | 'undo'>;

const NO_OUTCOME: Outcome = { verdict: null, undo: null };

/** What run lists say of the steps of a run; migration 3 counts the same of what was there before. */
function count(counts: { proved: number; rejected: number; skipped: number }, step: Outcome, by: 1 | -1): void {
  if (isProved(step)) counts.proved += by;
  if (step.verdict === 'failed' || step.verdict === 'indeterminate') counts.rejected += by;
  if (step.verdict === 'skipped') counts.skipped += by;
}

/** A later try that leaves an artifact of the same name replaces the earlier one in the list; both stay in the events. */
export function insertArtifacts(connection: Connection, runId: RunId, artifacts: readonly ArtifactRef[]): void {
  for (const artifact of artifacts) {
    connection.run(
      `insert into artifacts (run_id, step_id, name, digest, media_type, size) values (?, ?, ?, ?, ?, ?)
       on conflict (run_id, step_id, name) do update set
         digest = excluded.digest, media_type = excluded.media_type, size = excluded.size`,
      runId,
      artifact.stepId,
      artifact.name,
      artifact.digest,
      artifact.mediaType,
      artifact.size,
    );
  }
  if (artifacts.length > 0) {
    connection.run('update runs set has_artifacts = 1 where id = +? and has_artifacts = 0', runId);
  }
}

/** A step's record is written when it settles, and once more when its undo does. */
export function insertProofs(connection: Connection, runId: RunId, proofs: readonly ProofRecord[]): void {
  for (const proof of proofs) {
    connection.run(
      `insert into proofs (run_id, step_id, v, body) values (?, ?, ?, ?)
       on conflict (run_id, step_id) do update set v = excluded.v, body = excluded.body`,
      runId,
      proof.stepId,
      proof.record,
      JSON.stringify(proof),
    );
  }
}

export function readSteps(connection: Connection, runId: RunId): readonly StepSummary[] {
  return connection
    .all<StepRow>(
      `select position, id, title, status, verdict, strength, tries, undo, reason, outputs, started_at, finished_at
       from steps where run_id = +? order by position`,
      runId,
    )
    .map(stepSummary);
}

export function readArtifacts(connection: Connection, runId: RunId): readonly ArtifactRef[] {
  return connection
    .all<ArtifactRow>(
      'select step_id, name, digest, media_type, size from artifacts where run_id = +? order by position',
      runId,
    )
    .map((row) => ({
      name: row.name,
      digest: row.digest as Digest,
      mediaType: row.media_type,
      size: row.size,
      stepId: row.step_id,
    }));
}

interface ArtifactRow {
  readonly step_id: string;
  readonly name: string;
  readonly digest: string;
  readonly media_type: string;
  readonly size: number;
}

/** In the order of the plan's steps. */
export function readProofs(connection: Connection, runId: RunId): readonly ProofRecord[] {
  return connection
    .all<{ readonly body: string }>(
      `select body from proofs join steps on steps.run_id = proofs.run_id and steps.id = proofs.step_id
       where proofs.run_id = +? order by steps.position`,
      runId,
    )
    .map((row) => JSON.parse(row.body) as ProofRecord);
}
