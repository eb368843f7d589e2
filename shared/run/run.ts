import type { Digest } from '../lib/digest.ts';
import type { Json } from '../lib/json.ts';
import type { Lane } from '../pulser/plan.ts';
import type { WaitKind } from './event.ts';
import type { InstanceId, RunId, SessionId } from './ids.ts';
import type { Disposition, Execution, Rollback, Strength, UndoVerdict, Verdict, Verification } from './verdict.ts';

/** One row of a run list: the projection of a run's events. */
export interface RunSummary {
  readonly runId: RunId;
  readonly number: number;
  readonly sessionId: SessionId;
  readonly sessionName: string;
  readonly planName: string;
  readonly planVersion: string;
  readonly planDigest: Digest;
  readonly execution: Execution;
  readonly verification: Verification;
  readonly disposition: Disposition;
  readonly rollback: Rollback;
  readonly strength: Strength | null;
  /** Where it is; in lists also where it was last, once it has given its lane back. */
  readonly lane: Lane | null;
  readonly laneWish: Lane | null;
  readonly priority: number;
  readonly owner: InstanceId | null;
  readonly generation: number;
  /** Why it failed, waits or was canceled, in one line. Empty when there is nothing to say. */
  readonly reason: string;
  /** What the run waits for a person for. */
  readonly waitingFor: WaitKind | null;
  /** An operator holds the run: while it is claimed or running, acts still under way come to their end; else it is at rest. */
  readonly paused: boolean;
  /** Somebody canceled the run, and what it started is still to be ended. */
  readonly canceling: boolean;
  /** When the earliest open question expires, ms UTC. */
  readonly wakeAt: number | null;
  readonly attemptOf: RunId | null;
  /** ms UTC. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly stepsDone: number;
  readonly stepsTotal: number;
}

/** One row of a run's step list. */
export interface StepSummary {
  readonly id: string;
  readonly index: number;
  readonly title: string;
  readonly status: StepStatus;
  readonly verdict: Verdict | null;
  readonly strength: Strength | null;
  readonly tries: number;
  readonly undo: UndoVerdict | null;
  readonly reason: string;
  readonly outputs: Readonly<Record<string, Json>>;
  /** ms UTC. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Where a step is. `doubt`: an act was under way when its owner stopped. */
export const STEP_STATUSES = [
  'pending',
  'checking',
  'waiting',
  'acting',
  'verifying',
  'backoff',
  'doubt',
  'undoing',
  'settled',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];
