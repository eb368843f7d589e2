import type { Json } from '#shared/lib/json.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import type { InputDefinition } from '#shared/pulser/input.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import type { Step } from '#shared/pulser/step.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type {
  ActReport,
  Answer,
  Asker,
  AttemptOf,
  Decision,
  RunPolicy,
  SecretSource,
  WaitKind,
} from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import type { ProofAct, ProofAnswer } from '#shared/run/proof.ts';
import type { Reading, ReadPhase } from '#shared/run/reading.ts';
import type { StepStatus } from '#shared/run/run.ts';
import type {
  Disposition,
  Execution,
  Rollback,
  Strength,
  UndoVerdict,
  Verdict,
  Verification,
} from '#shared/run/verdict.ts';

/** A question to a person that stands. */
export interface OpenWait {
  /** Number of the event that asked: it names the question, and no later one of the step has it. */
  readonly askedSeq: number;
  readonly kind: WaitKind;
  readonly message: string;
  readonly fields: Readonly<Record<string, InputDefinition>>;
  readonly decisions: readonly Decision[];
  readonly reasonRequired: boolean;
  /** ms UTC. */
  readonly expiresAt: number | null;
  /** Who asks, where it is not the plan. */
  readonly asker?: Asker;
}

/** A question of an MCP server in the middle of an act. */
export interface ActQuestion {
  /** Counts from 1 in each act. */
  readonly question: number;
  readonly asker: Asker;
  readonly message: string;
  readonly fields: Readonly<Record<string, InputDefinition>>;
  /** `null` while a person is asked. */
  readonly answer: Answer | null;
}

/** Something that came in for a step and that no decision has used yet. */
export type Fresh = ReadPhase | 'act' | 'timer' | 'answer' | 'expired';

/** The fold of one step's events. */
export interface StepState {
  readonly step: Step;
  readonly index: number;
  readonly status: StepStatus;
  /** Which readings `checking` waits for. */
  readonly readPhase: 'before' | 'retry';
  readonly fresh: Fresh | null;
  /** Why the readings could not be taken at all. */
  readonly readError: string | null;
  readonly verdict: Verdict | null;
  readonly strength: Strength | null;
  readonly checks: readonly (Strength | null)[];
  readonly reason: string;
  readonly tries: number;
  /** Tries that an operator allowed beyond the policy. */
  readonly extraTries: number;
  readonly acting: { readonly try: number; readonly undo: boolean; readonly generation: number } | null;
  /** What the act under way asked last, until it is withdrawn or the act has ended. */
  readonly question: ActQuestion | null;
  readonly approved: boolean;
  readonly wait: OpenWait | null;
  /** ms UTC of the next try. */
  readonly retryAt: number | null;
  readonly preconditions: readonly Reading[];
  /** Readings before the first act: the baseline. */
  readonly before: readonly Reading[];
  /** The newest readings after the act, those of people included. */
  readonly after: readonly Reading[];
  readonly rereadings: readonly { readonly phase: 'retry' | 'recovery'; readonly readings: readonly Reading[] }[];
  readonly report: ActReport | null;
  readonly acts: readonly ProofAct[];
  readonly answers: readonly ProofAnswer[];
  readonly outputs: Readonly<Record<string, Json>>;
  readonly artifacts: readonly ArtifactRef[];
  readonly undo: {
    readonly verdict: UndoVerdict;
    readonly reason: string;
    readonly readings: readonly Reading[];
  } | null;
  readonly undoReadings: readonly Reading[];
  readonly undoActed: boolean;
  /** ms UTC. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A person's word for a step that did not pass. */
export interface Waiver {
  readonly stepId: string;
  readonly reason: string;
  /** ms UTC; `null` without an end. */
  readonly until: number | null;
  readonly actor: Actor;
  /** ms UTC. */
  readonly at: number;
}

/** An operator's pause that stands. */
export interface Pause {
  readonly actor: Actor;
  readonly reason: string | null;
  /** ms UTC. */
  readonly at: number;
  /** The pause itself parked the run, and not a question. */
  readonly hasParked: boolean;
}

/** The fold of a run's events. */
export interface RunState {
  readonly plan: Plan;
  readonly runId: RunId;
  readonly number: number;
  readonly sessionId: SessionId;
  readonly sessionName: string;
  readonly planDigest: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: readonly SecretSource[];
  readonly servers: readonly ResolvedServer[];
  readonly policy: RunPolicy;
  readonly creator: Actor;
  readonly laneWish: Lane | null;
  readonly priority: number;
  readonly workdir: string;
  readonly workspace: string;
  readonly attemptOf: AttemptOf | null;
  readonly seq: number;
  readonly execution: Execution;
  readonly verification: Verification;
  readonly disposition: Disposition;
  readonly rollback: Rollback;
  readonly strength: Strength | null;
  readonly reason: string;
  readonly owner: InstanceId | null;
  readonly generation: number;
  readonly lane: Lane | null;
  readonly steps: readonly StepState[];
  /** Steps with a `do` that started, in the order of their first act. */
  readonly acted: readonly string[];
  /** The step that decided that the run fails, and what is to be done about it. */
  readonly failure: { readonly stepId: string; readonly reason: string; readonly policy: Plan['onFailure'] } | null;
  /** Set once undoing has begun: the steps to undo, in order. */
  readonly undoOrder: readonly string[] | null;
  readonly left: readonly string[];
  readonly waivers: readonly Waiver[];
  readonly cancel: { readonly actor: Actor; readonly reason: string | null } | null;
  /** Set once everything that the run started was ended after a cancel. */
  readonly sweep: { readonly problem: string | null } | null;
  readonly pause: Pause | null;
  /** A pause was lifted of a run that it had parked. */
  readonly isLifted: boolean;
  /** Why the product itself failed, until that is settled. */
  readonly fault: string | null;
  readonly timedOut: boolean;
  /** A server of an act under way has asked a person. */
  readonly isAsking: boolean;
  /** A question was answered, or expired, while nobody owned the run. */
  readonly isAnswered: boolean;
  /** ms that the run was running, up to `runningSince`. */
  readonly activeMs: number;
  readonly runningSince: number | null;
  /** ms UTC. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** The step of that id. Throws a RangeError for an id that the plan does not have. */
export function stepState(state: RunState, stepId: string): StepState {
  const index = stepIndex(state.plan, stepId);
  const found = state.steps[index];
  if (found === undefined) throw new RangeError(`the plan has no step ${stepId}`);
  return found;
}

const INDICES = new WeakMap<Plan, ReadonlyMap<string, number>>();

/** Place of a step in the plan, -1 when it has none of that id. */
export function stepIndex(plan: Plan, stepId: string): number {
  let indices = INDICES.get(plan);
  if (indices === undefined) {
    indices = new Map(plan.steps.map((step, index) => [step.id, index]));
    INDICES.set(plan, indices);
  }
  return indices.get(stepId) ?? -1;
}

/** A step that nothing has happened to. */
export function pendingStep(step: Step, index: number): StepState {
  return {
    step,
    index,
    status: 'pending',
    readPhase: 'before',
    fresh: null,
    readError: null,
    verdict: null,
    strength: null,
    checks: [],
    reason: '',
    tries: 0,
    extraTries: 0,
    acting: null,
    question: null,
    approved: false,
    wait: null,
    retryAt: null,
    preconditions: [],
    before: [],
    after: [],
    rereadings: [],
    report: null,
    acts: [],
    answers: [],
    outputs: {},
    artifacts: [],
    undo: null,
    undoReadings: [],
    undoActed: false,
    startedAt: null,
    finishedAt: null,
    firstSeq: 0,
    lastSeq: 0,
  };
}

/** True while a step needs its owner to do something for it. */
export function isActive(step: StepState): boolean {
  switch (step.status) {
    case 'checking':
    case 'acting':
    case 'verifying':
    case 'backoff':
    case 'doubt':
    case 'undoing':
      return true;
    case 'pending':
    case 'waiting':
    case 'settled':
      return false;
  }
}

/** True while all that a run does is to wait for people: acts under way whose servers ask. */
export function isOnlyAsking(state: RunState): boolean {
  return state.isAsking && state.steps.every((step) => !isActive(step) || step.wait !== null);
}
