import type { AppendRequest } from '#main/engine/ports/store.ts';
import { changedSteps, summarise, summariseStep } from '#main/engine/project.ts';
import { proofRecord } from '#main/engine/proof-record.ts';
import type { RunState } from '#main/engine/state.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { EventDraft } from '#shared/run/event.ts';

/** What one commit of a run holds: its new events, with the projections and proof records that follow from them. */
export function appendRequest(
  before: RunState,
  next: RunState,
  events: readonly EventDraft[],
  actor: Actor,
): AppendRequest {
  const changed = changedSteps(before, next);
  return {
    runId: next.runId,
    expectedSeq: before.seq,
    events,
    summary: summarise(next),
    steps: changed.map(summariseStep),
    proofs: changed.flatMap((step) => (step.status === 'settled' ? (proofRecord(next, step, actor) ?? []) : [])),
    head: next.execution === 'queued' && before.execution !== 'queued',
  };
}
