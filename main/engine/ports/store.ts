import type { ArtifactGroup } from '#shared/api/artifacts.ts';
import type { RunEvidence } from '#shared/api/history.ts';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { Settings } from '#shared/api/settings.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Lane, Plan } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { EventDraft, RunEvent } from '#shared/run/event.ts';
import type { InstanceId, RunId, SessionId } from '#shared/run/ids.ts';
import type { LanePolicy, LaneStates } from '#shared/run/lane.ts';
import type { ProofRecord } from '#shared/run/proof.ts';
import type { RunSummary, StepSummary } from '#shared/run/run.ts';
import type { Session } from '#shared/run/session.ts';
import type { HistoryStore, RunChanges, TopicCounts, ViewStore } from './history.ts';
import type { LibraryStore } from './library.ts';
import type { McpServerStore } from './mcp.ts';

/** The durable state of one data folder. Every method is synchronous and one transaction; `AppError store.*` on a fault. */
export interface Store {
  readonly sessions: SessionStore;
  readonly plans: PlanStore;
  readonly runs: RunStore;
  readonly lanes: LaneStore;
  readonly instances: InstanceStore;
  readonly history: HistoryStore;
  readonly views: ViewStore;
  readonly library: LibraryStore;
  readonly settings: SettingsStore;
  readonly mcp: McpServerStore;
  /** Counters of what is not told by events. */
  topics(): TopicCounts;
  /** Runs that have artifacts, newest first. */
  artifactsPage(query: ArtifactQuery): ArtifactPage;
  /** Called after each commit that may let somebody act: a run queued or freed, an answer, a cancel. Also those of other processes. */
  onWake(listener: () => void): () => void;
  close(): void;
}

export interface SessionStore {
  /** The open session of that name, made when there is none. */
  ensure(name: string, now: number): Session;
  /** Refused with `session.exists` while an open session has that name. */
  create(name: string, now: number): Session;
  /** By id or name (an open one first, else the newest archived one). */
  find(idOrName: string): Session | undefined;
  list(options: { readonly archived: boolean }): readonly Session[];
  /** The same with what their runs are doing, the last active first. */
  overview(options: { readonly archived: boolean }): readonly SessionRow[];
  /** Refused with `session.exists` while another open session has that name. */
  rename(id: SessionId, name: string): Session;
  /** Takes an archived session back. Refused with `session.exists` while an open session has its name. */
  restore(id: SessionId): Session;
  /** Refused with `session.busy` while a run of it is not terminal. */
  archive(id: SessionId, now: number): void;
  /** Absolute folder of the session, kept between its runs. Made when absent. */
  workspace(id: SessionId): string;
}

/** What a person has set, for all processes of the data folder. */
export interface SettingsStore {
  /** What was set, with defaults for the rest. A value that this release cannot read counts as not set. */
  get(): Settings;
  /** Changes the members that are given. Throws AppError `settings.invalid`; members of later releases stay. */
  update(change: { readonly [K in keyof Settings]?: Settings[K] | undefined }, now: number): Settings;
}

/** Which artifacts are wanted. */
export interface ArtifactQuery {
  /** Case-insensitive, in the artifact's name or the plan's; the beginning of its digest; the run's label. Empty: all. */
  readonly text: string;
  readonly runId: RunId | null;
  /** Only runs with a smaller number than this (for the next page). */
  readonly before: number | null;
  /** Most runs. */
  readonly limit: number;
}

export interface ArtifactPage {
  readonly groups: readonly ArtifactGroup[];
  /** `before` of the next page; `null` when this was the last. */
  readonly next: number | null;
  /** Of the whole data folder. Bytes count every content once. */
  readonly totals: { readonly files: number; readonly contents: number; readonly bytes: number };
}

export interface PlanStore {
  put(plan: Plan, digest: Digest, now: number): void;
  get(digest: Digest): Plan | undefined;
}

/** A run to queue: the first event's data without what the store assigns. */
export interface NewRun {
  readonly sessionId: SessionId;
  readonly event: EventDraft<'run.created'>;
  /** Title and id of every step, for the step list. */
  readonly steps: readonly { readonly id: string; readonly title: string }[];
}

export interface ClaimRequest {
  readonly owner: InstanceId;
  readonly host: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly actor: Actor;
  /** Only these lanes; all when absent. */
  readonly lanes?: readonly Lane[];
  /** Only this run. */
  readonly runId?: RunId;
}

export interface Claim {
  readonly runId: RunId;
  readonly generation: number;
  readonly lane: Lane;
  readonly takeover: boolean;
}

/** A stale run seen by the reaper: all of it must still be so when it is taken over. */
export interface TakeoverRequest {
  readonly runId: RunId;
  readonly generation: number;
  readonly owner: InstanceId;
  /** The owner's beat counter as it was observed. */
  readonly ownerBeat: number;
  readonly newOwner: InstanceId;
  readonly host: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly actor: Actor;
}

export interface AppendRequest {
  readonly runId: RunId;
  /** Seq of the last event that the caller folded. */
  readonly expectedSeq: number;
  /** Set by the owner; absent for an operator's command, which needs no claim. */
  readonly fence?: { readonly owner: InstanceId; readonly generation: number };
  readonly events: readonly EventDraft[];
  /** The projections after these events. */
  readonly summary: RunSummary;
  /** The steps whose row changed. */
  readonly steps: readonly StepSummary[];
  readonly artifacts?: readonly ArtifactRef[];
  readonly proofs?: readonly ProofRecord[];
  /** Put the run at the head of its lane's queue. */
  readonly head?: boolean;
}

export interface GiveUpRequest {
  readonly runId: RunId;
  readonly owner: InstanceId;
  readonly generation: number;
  readonly reason: string;
  readonly actor: Actor;
  readonly now: number;
}

/** `conflict`: others appended first; fold what is new and decide again. `fenced`: the run has another owner: stop. */
export type AppendOutcome =
  | { readonly ok: true; readonly events: readonly RunEvent[] }
  | { readonly ok: false; readonly why: 'conflict' | 'fenced' };

export interface RunFilter {
  readonly sessionId?: SessionId;
  readonly planName?: string;
  /** Words of the axes: an execution, a verification or a disposition. */
  readonly status?: readonly string[];
  /** ms UTC. */
  readonly since?: number;
  /** Case-insensitive, in plan name, label, session and reason. */
  readonly text?: string;
  /** Default 100. */
  readonly limit?: number;
  /** Runs with a smaller number than this (for the next page). */
  readonly before?: number;
}

export interface RunStore {
  /** Queues a run: its first event, its projections, in one transaction. */
  create(run: NewRun): { readonly runId: RunId; readonly number: number };
  /** Claims the oldest runnable run (priority, then age) whose lane and locks are free, and appends `run.claimed`. */
  claim(request: ClaimRequest): Claim | undefined;
  /** Whether a worker of these lanes, or of all, would get a run now. */
  claimable(lanes?: readonly Lane[]): boolean;
  /** Takes over a run of a dead owner and appends `run.claimed`; `undefined` when anything changed meanwhile. */
  takeOver(request: TakeoverRequest): Claim | undefined;
  /** AppError `run.not-queued` where a `run.moved` names a run to stand before that does not queue for that lane in the session. */
  append(request: AppendRequest): AppendOutcome;
  /**
   * Interrupts a run whose history its owner cannot read, without reading it: it gives its lane back, keeps its locks, and stays so.
   * False where it has another owner.
   */
  giveUp(request: GiveUpRequest): boolean;
  /** Events after `afterSeq`, in order. The chain is checked as it is read: AppError `store.chain-broken` names the event. */
  events(runId: RunId, afterSeq?: number): readonly RunEvent[];
  /** By id, by a prefix of it that is unique, by number or label (`R-12`). */
  find(reference: string): RunSummary | undefined;
  get(runId: RunId): RunSummary | undefined;
  list(filter: RunFilter): readonly RunSummary[];
  /** Queued runs of a session in the order in which they are taken, at most `limit`. */
  queue(sessionId: SessionId, limit: number): readonly RunSummary[];
  /** Runs that are to be canceled and are in nobody's hands: anybody may end what they started. Oldest first. */
  canceling(): readonly RunId[];
  /** Runs that continue this one as a new attempt, oldest first. */
  attemptsOf(runId: RunId): readonly RunSummary[];
  /**
   * The runs that have an event after the cursor, at most 500. With `null` nothing but the cursor of the newest event; 0 is
   * before the first. Every change is told once: a run is left for the next call when it changed again beyond this one.
   */
  changedSince(cursor: number | null): RunChanges;
  /** All events of the data folder: how many, and the hash of the newest. */
  ledger(): { readonly events: number; readonly lastHash: Digest | null };
  steps(runId: RunId): readonly StepSummary[];
  artifacts(runId: RunId): readonly ArtifactRef[];
  proofs(runId: RunId): readonly ProofRecord[];
  /** Without reading the whole history; `undefined` for a run that is not there. */
  evidence(runId: RunId): RunEvidence | undefined;
  /** Runs that are claimed or running, with their owner's beat. */
  owned(): readonly OwnedRun[];
  queuePosition(runId: RunId): QueuePosition;
}

/** Where a queued run stands; of any other run `{ ahead: 0, heldBy: [], laneHeld: false }`. */
export interface QueuePosition {
  /** How many runs stand before it in its session's queue. */
  readonly ahead: number;
  /** Who holds its lane or its locks. */
  readonly heldBy: readonly RunId[];
  /** Every lane that it could take is held, or reserved for runs that ask for it. */
  readonly laneHeld: boolean;
}

/** Lane policies of the data folder, obeyed by every claim of every process. */
export interface LaneStore {
  policies(): LaneStates;
  /** Wakes whoever may claim. `now`: ms UTC. */
  setPolicy(lane: Lane, change: Partial<LanePolicy>, actor: Actor, now: number): void;
}

export interface OwnedRun {
  readonly runId: RunId;
  readonly owner: InstanceId;
  readonly generation: number;
  /** The owner's beat counter and when it beat last (ms UTC). */
  readonly ownerBeat: number;
  readonly beatAt: number;
}

export interface InstanceStore {
  register(instance: {
    readonly id: InstanceId;
    readonly host: string;
    readonly pid: number;
    readonly kind: string;
    /** What it claims runs for; all lanes when absent. */
    readonly lanes?: readonly Lane[] | undefined;
    readonly now: number;
  }): void;
  /** The instance claims nothing any more; what it owns goes on. */
  drain(id: InstanceId): void;
  /** Beats once, and prolongs the leases of the runs that the instance owns. */
  beat(id: InstanceId, now: number, leaseMs: number): void;
  /** The instance ends in good order; it owns nothing any more. */
  retire(id: InstanceId): void;
  list(): readonly Instance[];
}

export interface Instance {
  readonly id: InstanceId;
  readonly host: string;
  readonly pid: number;
  readonly kind: string;
  /** `null`: all lanes. */
  readonly lanes: readonly Lane[] | null;
  readonly draining: boolean;
  readonly beat: number;
  readonly beatAt: number;
}
