import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Lane } from '../pulser/plan.ts';
import type { ToolKind } from '../pulser/tool-call.ts';
import type { RunId } from '../run/ids.ts';
import type { LanePolicy } from '../run/lane.ts';
import type { RunSummary, StepStatus } from '../run/run.ts';
import type { Session } from '../run/session.ts';
import type { ShownStatus } from '../run/status.ts';
import { call, runId, sessionId } from './base.ts';
import type { Question } from './questions.ts';

/** Four lanes of a session with everything in them. */
export interface Board {
  readonly session: Session;
  readonly lanes: readonly LaneView[];
  /** Queued runs that take any lane. */
  readonly anyLane: readonly QueueItem[];
}

export interface LaneView {
  readonly lane: Lane;
  readonly policy: LanePolicy;
  /** Who executes in this lane now; without a run the worker that would take one. `null`: no live worker at all. */
  readonly worker: WorkerView | null;
  /** The run that holds the lane, or else the newest one that waits for a person or is paused here. */
  readonly active: RunCard | null;
  /** Other runs of this lane that wait for a person or are paused: they hold no lane. */
  readonly waiting: readonly RunCard[];
  readonly queue: readonly QueueItem[];
  /** Newest ended runs, at most 20. */
  readonly finished: readonly FinishedItem[];
  /** Ended runs of the lane in this session since midnight UTC; counted up to 500. */
  readonly finishedToday: number;
}

export interface WorkerView {
  readonly instance: string;
  readonly host: string;
  readonly kind: string;
  /** ms UTC of its last heartbeat. */
  readonly beatAt: number;
}

export interface RunCard {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly planTitle: string;
  readonly startedBy: string;
  readonly steps: readonly StepBar[];
  /** The step it is at; `null` before the first and after the last. */
  readonly current: { readonly index: number; readonly id: string; readonly title: string } | null;
  readonly question: Question | null;
}

/** One segment of the progress bar. */
export interface StepBar {
  readonly id: string;
  readonly title: string;
  readonly tool: ToolKind | null;
  readonly state: StepStatus;
  readonly status: ShownStatus;
}

export interface QueueItem {
  readonly run: RunSummary;
  readonly planTitle: string;
  /** Median run time of the plan's earlier runs, ms; `null` when there is none. */
  readonly estimateMs: number | null;
  /** What keeps it from starting beside its turn: a lock with who has it, or a held lane. */
  readonly heldBy: { readonly kind: 'lock' | 'lane'; readonly label: string; readonly runId: RunId | null } | null;
}

export interface FinishedItem {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly planTitle: string;
  readonly proofs: { readonly verified: number; readonly total: number };
  /** ms; `null` when it never started. */
  readonly runTimeMs: number | null;
}

/** The strip above the lanes. `null`: nothing to tell yet. Series are oldest first. */
export interface Metrics {
  readonly active: number;
  readonly queued: number;
  /** Ended runs per hour of the last 9 hours. */
  readonly activity: readonly number[];
  readonly success: {
    /** 0 to 1, of the runs that ended in the last 7 days (canceled ones not counted). */
    readonly rate: number | null;
    readonly passed: number;
    readonly ended: number;
    readonly days: readonly (number | null)[];
  };
  readonly runTime: {
    /** ms. */
    readonly medianMs: number | null;
    readonly p95Ms: number | null;
    readonly days: readonly (number | null)[];
  };
  readonly proofs: { readonly verified: number; readonly rejected: number; readonly days: readonly number[] };
}

/** The last lines of a run's newest log, without control sequences. */
export interface Tail {
  readonly runId: RunId;
  readonly stepId: string;
  readonly lines: readonly TailLine[];
}

export interface TailLine {
  /** Seconds since the act began. */
  readonly time: number;
  readonly text: string;
}

export const board = {
  get: call.input(z.strictObject({ sessionId })).output(type<Board>()),
  metrics: call.input(z.strictObject({})).output(type<Metrics>()),
  /** The last six lines of each run, sent anew when they changed, at most ten times a second, whatever is printed. */
  tails: call
    .input(z.strictObject({ runIds: z.array(runId).max(64) }))
    .output(type<AsyncIteratorObject<readonly Tail[], void, void>>()),
};
