import type { ErrorData } from '../lib/app-error.ts';
import type { Digest } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { ResolvedServer } from '../mcp/pin.ts';
import type { InputDefinition } from '../pulser/input.ts';
import type { Lane } from '../pulser/plan.ts';
import type { ToolKind } from '../pulser/tool-call.ts';
import type { Actor } from './actor.ts';
import type { ArtifactRef, LogRef } from './artifact.ts';
import type { InstanceId, RunId, SessionId } from './ids.ts';
import type { Reading, ReadPhase } from './reading.ts';
import type { Disposition, Rollback, Strength, UndoVerdict, Verdict, Verification } from './verdict.ts';

/** What the caller of a run allowed or asked at its start. Recorded, and enforced by the engine. */
export interface RunPolicy {
  /** Refuse a plan with weak steps. */
  readonly strict: boolean;
  /** Approvals are granted by this policy in the caller's name (`--yes`). */
  readonly approve: boolean;
}

/** A secret by name and where its value came from; never the value. */
export interface SecretSource {
  readonly name: string;
  readonly source: 'environment' | 'vault';
}

/** A step taken over from an earlier attempt: not executed again, outputs kept. */
export interface CarriedStep {
  readonly stepId: string;
  readonly strength: Strength | null;
  readonly outputs: Readonly<Record<string, Json>>;
  /** The step was skipped in the earlier attempt, and stays so. */
  readonly skipped: boolean;
}

/** The earlier attempt that a run continues. */
export interface AttemptOf {
  readonly runId: RunId;
  readonly fromStep: string;
  readonly revision: 'recorded' | 'current';
  readonly carried: readonly CarriedStep[];
}

/** What a run waits for a person for. */
export type WaitKind = 'approval' | 'form' | 'confirm' | 'decision';

/** What an operator can decide where readings alone do not settle a step. */
export const DECISIONS = ['recheck', 'retry', 'rollback', 'stop'] as const;
export type Decision = (typeof DECISIONS)[number];

/** An operator's answer to a wait. */
export type Answer =
  | { readonly kind: 'approve' }
  | { readonly kind: 'deny' }
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, Json>> }
  | { readonly kind: 'decide'; readonly decision: Decision };

/** What the operator lets agents approve: steps of no run, of runs that no agent started, of every run. */
export const AGENT_APPROVALS = ['none', 'others', 'all'] as const;
export type AgentApprovals = (typeof AGENT_APPROVALS)[number];
/** The part of that policy under which an agent's answer was taken. */
export type AgentGrant = Exclude<AgentApprovals, 'none'>;

/** The result of one act, as the tool reported it. Already masked. */
export interface ActReport {
  readonly ok: boolean;
  /** The act was ended because the run was canceled or its owner stopped. */
  readonly stopped: boolean;
  readonly error: ErrorData | null;
  /** What the tool returned: exit code, status, rows. Expressions see it as `result`. */
  readonly result: JsonObject;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly artifacts: readonly ArtifactRef[];
  readonly log: LogRef | null;
  /** The call after masking, secrets as names. */
  readonly call: JsonObject;
  readonly tool: ToolIdentity;
  /** ms UTC. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** Which tool acted, exactly. */
export interface ToolIdentity {
  readonly kind: ToolKind;
  readonly name: string;
  readonly version: string;
  /** Of a tool of an MCP server: what of it was approved, and held when it was called. */
  readonly pin?: ToolPin;
}

/** The digests under which a tool of an MCP server was approved. */
export interface ToolPin {
  /** Of the whole tool object. */
  readonly tool: Digest;
  /** Of the definition of its server. */
  readonly definition: Digest;
}

/** An MCP server that asks a person in the middle of an act. */
export interface Asker {
  readonly server: string;
  /** The page that the server asks the person to visit; `null` where it asks for values. */
  readonly url: string | null;
  /** Fields that need no value. */
  readonly optional: readonly string[];
}

/**
 * Data of every event, by type. The first group are inputs: what happened outside the engine. The second group are
 * decisions: what the engine made of it. Replay feeds the inputs and must get the same decisions.
 */
export interface EventData {
  // inputs
  'run.created': {
    readonly planDigest: Digest;
    readonly planName: string;
    readonly planVersion: string;
    readonly sessionId: SessionId;
    readonly sessionName: string;
    readonly number: number;
    /** Values with secrets masked. */
    readonly inputs: Readonly<Record<string, Json>>;
    readonly secrets: readonly SecretSource[];
    readonly laneWish: Lane | null;
    readonly priority: number;
    readonly locks: readonly string[];
    readonly policy: RunPolicy;
    /** Folder that relative paths of the plan start from. */
    readonly workdir: string;
    /** Folder of the session, kept between its runs. */
    readonly workspace: string;
    readonly attemptOf: AttemptOf | null;
    /** Version of the engine that decides. */
    readonly engine: string;
    /** The MCP servers that the plan uses, as they were approved when the run was made; absent where it uses none. */
    readonly servers?: readonly ResolvedServer[];
  };
  'run.claimed': {
    readonly owner: InstanceId;
    readonly host: string;
    readonly generation: number;
    readonly lane: Lane;
    readonly takeover: boolean;
  };
  'run.resumed': { readonly generation: number };
  'run.interrupted': {
    readonly generation: number;
    readonly reason: string;
    /** The product itself failed: nothing goes on before a person has decided. */
    readonly isFault: boolean;
  };
  'checks.read': {
    readonly stepId: string;
    readonly phase: ReadPhase;
    readonly try: number;
    readonly preconditions: readonly Reading[];
    readonly readings: readonly Reading[] /** Set when the readings could not even be started. */;
    readonly error: ErrorData | null;
  };
  'act.finished': { readonly stepId: string; readonly try: number; readonly undo: boolean } & ActReport;
  /** An MCP server asks a person in the middle of an act, which goes on and keeps its lane. Questions of an act count from 1. */
  'question.asked': {
    readonly stepId: string;
    readonly question: number;
    readonly asker: Asker;
    readonly message: string;
    readonly fields: Readonly<Record<string, InputDefinition>>;
  };
  /** The server does not wait for the answer any more; the act goes on. */
  'question.withdrawn': { readonly stepId: string; readonly question: number };
  'wait.answered': {
    readonly stepId: string;
    readonly kind: WaitKind;
    readonly answer: Answer;
    readonly reason: string | null;
    /** What let an agent give an answer that the step goes on with; absent where a person answered, or nothing had to. */
    readonly allowedBy?: AgentGrant;
  };
  'timer.fired': { readonly timer: TimerKind; readonly stepId: string | null };
  'cancel.requested': { readonly reason: string | null };
  /** After a cancel every process of the run was looked for and ended; who looked is the event's actor. */
  'run.swept': {
    readonly generation: number;
    /** How many processes were found running, and ended. */
    readonly ended: number;
    /** Why it is not sure that nothing of the run is left running. */
    readonly problem: string | null;
  };
  /** Acts under way go on to their end and are verified; then the run parks. Nothing else begins until the pause is lifted. */
  'pause.requested': { readonly reason: string | null };
  'pause.lifted': { readonly reason: string | null };
  /** A queued run asks for another lane (`null`: any), and stands before that run, or after every other one of the lane. */
  'run.moved': { readonly lane: Lane | null; readonly before: RunId | null };
  'disposition.changed': { readonly disposition: Disposition; readonly reason: string; readonly by: RunId | null };
  /** A person vouches for a step that did not pass: who is the event's actor. */
  'step.waived': {
    readonly stepId: string;
    readonly reason: string /** ms UTC; `null` without an end. */;
    readonly until: number | null;
  };
  /** A bundle of the run was made: who and when are the event's, here is what was left out of it. */
  'run.exported': { readonly bundle: Digest; readonly signer: string | null; readonly withheld: readonly string[] };
  // decisions
  'run.started': Record<string, never>;
  'run.requeued': { readonly reason: string };
  /** Only people can move the run on, because of a question or a pause: it gives its lane back, and keeps its locks. */
  'run.parked': { readonly reason: string };
  'step.started': { readonly stepId: string };
  'step.doubted': { readonly stepId: string; readonly try: number; readonly undo: boolean };
  'act.started': { readonly stepId: string; readonly try: number; readonly undo: boolean };
  'retry.scheduled': {
    readonly stepId: string;
    readonly try: number /** ms UTC. */;
    readonly at: number;
    readonly reason: string;
  };
  'wait.opened': {
    readonly stepId: string;
    readonly kind: WaitKind;
    readonly message: string;
    readonly fields: Readonly<Record<string, InputDefinition>>;
    readonly decisions: readonly Decision[];
    readonly reasonRequired: boolean /** ms UTC. */;
    readonly expiresAt: number | null;
    /** Who asks, where it is not the plan. */
    readonly asker?: Asker;
  };
  'step.settled': {
    readonly stepId: string;
    readonly verdict: Verdict;
    readonly strength: Strength | null;
    readonly reason: string;
    readonly checks: readonly (Strength | null)[];
  };
  'rollback.started': { readonly order: readonly string[]; readonly reason: string };
  'undo.started': { readonly stepId: string };
  'undo.settled': { readonly stepId: string; readonly verdict: UndoVerdict; readonly reason: string };
  'run.finished': {
    readonly verification: Verification;
    readonly strength: Strength | null;
    readonly rollback: Rollback;
    readonly reason: string /** Steps that acted and were not restored. */;
    readonly left: readonly string[];
  };
  'run.canceled': { readonly verification: Verification; readonly reason: string; readonly left: readonly string[] };
}

/** Timers that the engine asks for: a retry that is due, an approval that expires, the time of the whole run. */
export type TimerKind = 'retry' | 'expiry' | 'run-timeout';

export type EventType = keyof EventData;

/** The event types that come from outside the engine. */
export const INPUT_EVENTS = [
  'run.created',
  'run.claimed',
  'run.resumed',
  'run.interrupted',
  'checks.read',
  'act.finished',
  'question.asked',
  'question.withdrawn',
  'wait.answered',
  'timer.fired',
  'cancel.requested',
  'run.swept',
  'pause.requested',
  'pause.lifted',
  'run.moved',
  'disposition.changed',
  'step.waived',
  'run.exported',
] as const satisfies readonly EventType[];
export type InputEventType = (typeof INPUT_EVENTS)[number];

/** True for an event that the engine did not decide. */
export function isInputEvent(type: EventType): type is InputEventType {
  return (INPUT_EVENTS as readonly EventType[]).includes(type);
}

/** An event before it has a place in the run's chain. */
export type EventDraft<T extends EventType = EventType> = {
  [K in T]: { readonly type: K; readonly at: number; readonly actor: Actor; readonly data: EventData[K] };
}[T];

/** An event of a run: `hash` = sha256 of the canonical JSON of every other member; `prev` is the hash before it. */
export type RunEvent<T extends EventType = EventType> = EventDraft<T> & {
  readonly runId: RunId;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly prev: Digest | null;
  readonly hash: Digest;
};
