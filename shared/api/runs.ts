import { type } from '@orpc/contract';
import * as z from 'zod';
import type { ErrorData } from '../lib/app-error.ts';
import type { Digest } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { CheckKind } from '../pulser/check.ts';
import type { Plan } from '../pulser/plan.ts';
import { json } from '../pulser/primitives.ts';
import type { ToolKind } from '../pulser/tool-call.ts';
import type { Actor } from '../run/actor.ts';
import type { ArtifactRef, LogRef } from '../run/artifact.ts';
import type { RunEvent, RunPolicy, SecretSource, ToolIdentity } from '../run/event.ts';
import type { RunId } from '../run/ids.ts';
import type { ProofRecord } from '../run/proof.ts';
import type { Reading } from '../run/reading.ts';
import type { RunSummary, StepSummary } from '../run/run.ts';
import type { ShownStatus } from '../run/status.ts';
import type { Strength } from '../run/verdict.ts';
import { call, digest, laneOrAny, planText, reason, runId, sessionId, sessionName, stepId } from './base.ts';
import type { Question } from './questions.ts';

/** Everything that the run screen shows at once. */
export interface RunDetail {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly plan: Plan;
  readonly planTitle: string;
  readonly createdBy: Actor;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: readonly SecretSource[];
  readonly locks: readonly string[];
  readonly policy: RunPolicy;
  readonly worker: { readonly host: string; readonly kind: string } | null;
  readonly steps: readonly StepDetail[];
  readonly questions: readonly Question[];
  /** Runs of the same chain of attempts, oldest first, this one included. */
  readonly attempts: readonly RunSummary[];
  readonly waivers: readonly WaiverView[];
  /** Steps that acted and were not restored. */
  readonly left: readonly string[];
  /** Last event of the run: its number and hash. */
  readonly head: { readonly seq: number; readonly hash: Digest };
  readonly proofs: { readonly verified: number; readonly total: number };
}

export interface WaiverView {
  readonly stepId: string;
  readonly reason: string;
  readonly by: string;
  /** ms UTC. */
  readonly at: number;
  readonly until: number | null;
}

export interface StepDetail {
  readonly summary: StepSummary;
  readonly status: ShownStatus;
  readonly tool: ToolKind | null;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly needs: readonly string[];
  readonly checks: readonly CheckView[];
  /** `null`: the plan has no undo for it. */
  readonly undo: { readonly text: string; readonly verdict: StepSummary['undo']; readonly reason: string } | null;
  readonly acts: readonly ActView[];
  readonly artifacts: readonly ArtifactRef[];
  readonly spans: readonly Span[];
  /** Median of the step in earlier runs of the plan, ms; `null` when there is none. */
  readonly estimateMs: number | null;
}

/** A check of `verify` with what it read. */
export interface CheckView {
  readonly name: string;
  readonly kind: CheckKind;
  readonly severity: 'fail' | 'warn';
  readonly strength: Strength | null;
  readonly before: Reading | null;
  readonly after: Reading | null;
}

export interface ActView {
  readonly try: number;
  readonly undo: boolean;
  /** ms UTC. */
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly ok: boolean | null;
  readonly error: ErrorData | null;
  readonly log: LogRef | null;
}

/** A piece of a step's time, for the Gantt. An open one has no end. */
export interface Span {
  readonly kind: 'checks' | 'act' | 'wait' | 'undo' | 'backoff';
  /** ms UTC. */
  readonly from: number;
  readonly to: number | null;
}

/** What the inspector shows of one step. */
export interface StepInspection {
  readonly detail: StepDetail;
  readonly preconditions: readonly Reading[];
  /** The call of the newest act after masking, or what the plan says when it has not acted. */
  readonly call: JsonObject | null;
  readonly tool: ToolIdentity | null;
  readonly result: JsonObject | null;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly proof: ProofRecord | null;
  readonly digests: {
    readonly plan: Digest;
    /** Of the canonical inputs, outputs, and the record. */
    readonly inputs: Digest;
    readonly outputs: Digest;
    readonly record: Digest | null;
  };
  /** First and last event of the step and their hashes. */
  readonly chain: readonly { readonly seq: number; readonly type: string; readonly hash: Digest }[];
}

/** Where two runs differ. */
export interface Comparison {
  readonly left: ComparedRun;
  readonly right: ComparedRun;
  readonly inputs: readonly Difference[];
  readonly plan: { readonly same: boolean; readonly leftText: string; readonly rightText: string };
  readonly tools: readonly Difference[];
  readonly steps: readonly {
    readonly stepId: string;
    readonly title: string;
    readonly left: ComparedStep | null;
    readonly right: ComparedStep | null;
    readonly readings: readonly Difference[];
  }[];
}

export interface ComparedRun {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly planTitle: string;
  readonly startedBy: string;
}

export interface ComparedStep {
  readonly status: ShownStatus;
  readonly strength: Strength | null;
  readonly durationMs: number | null;
  readonly tries: number;
}

/** A value on both sides; `null` where a side has none. */
export interface Difference {
  readonly name: string;
  readonly left: Json;
  readonly right: Json;
  readonly same: boolean;
}

const onRun = z.strictObject({ runId });
const commanded = type<RunSummary>();

export const runs = {
  /** By id, number or label (`R-12`). */
  get: call.input(z.strictObject({ ref: z.string().min(1).max(64) })).output(type<RunDetail>()),
  step: call.input(z.strictObject({ runId, stepId })).output(type<StepInspection>()),
  events: call
    .input(z.strictObject({ runId, after: z.int().min(0), limit: z.int().min(1).max(1000) }))
    .output(type<{ readonly events: readonly RunEvent[]; readonly total: number }>()),
  /** Every event after `after`, once, in order, as it is committed by whichever process. Resume with the last seq seen. */
  watch: call
    .input(z.strictObject({ runId, after: z.int().min(0) }))
    .output(type<AsyncIteratorObject<readonly RunEvent[], void, void>>()),
  /**
   * Queues a run. Refused with `input.*`, `secret.*`, `mcp.*`, `session.*`, `plan.*`: nothing is stored and no session is made
   * then.
   */
  start: call
    .input(
      z
        .strictObject({
          /** Of a plan that was stored before. */
          digest: digest.optional(),
          /** Or else a plan as typed, which is stored with the run. */
          text: planText.optional(),
          sessionId: sessionId.optional(),
          /** Or else the name of an open session, which is made with the run where there is none. */
          sessionName: sessionName.optional(),
          inputs: z.record(z.string(), json),
          lane: laneOrAny,
          priority: z.int().min(-100).max(100),
          strict: z.boolean(),
          /** Plan document whose folder relative paths start from; else the session's workspace. */
          documentId: z.uuid().nullable(),
        })
        .refine(
          ({ digest: stored, text }) => (stored === undefined) !== (text === undefined),
          'give either digest or text',
        )
        .refine(
          (order) => (order.sessionId === undefined) !== (order.sessionName === undefined),
          'give either sessionId or sessionName',
        ),
    )
    .output(type<{ readonly runId: RunId; readonly number: number }>()),
  /** A new attempt from a step: `recorded` keeps the plan as it ran, `current` takes the document's newest revision. */
  retry: call
    .input(
      z.strictObject({
        runId,
        fromStep: stepId,
        revision: z.enum(['recorded', 'current']),
        lane: laneOrAny,
        strict: z.boolean(),
        inputs: z.record(z.string(), json).optional(),
      }),
    )
    .output(type<{ readonly runId: RunId; readonly number: number }>()),
  cancel: call.input(z.strictObject({ runId, reason: reason.nullable() })).output(commanded),
  pause: call.input(z.strictObject({ runId, reason: reason.nullable() })).output(commanded),
  resume: call.input(onRun).output(commanded),
  /** A queued run to a lane, before another queued one or at the end. */
  move: call.input(z.strictObject({ runId, lane: laneOrAny, before: runId.nullable() })).output(commanded),
  waive: call.input(z.strictObject({ runId, stepId, reason, until: z.int().positive().nullable() })).output(commanded),
  compare: call.input(z.strictObject({ left: runId, right: runId })).output(type<Comparison>()),
};
