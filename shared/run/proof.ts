import type { ErrorData } from '../lib/app-error.ts';
import type { Digest } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { ResolvedServer } from '../mcp/pin.ts';
import type { Actor } from './actor.ts';
import type { ArtifactRef, LogRef } from './artifact.ts';
import type { AgentGrant, Answer, Asker, SecretSource, ToolIdentity, WaitKind } from './event.ts';
import type { RunId } from './ids.ts';
import type { Reading } from './reading.ts';
import type { Strength, UndoVerdict, Verdict } from './verdict.ts';

/** What is known of one try of a step's act. */
export interface ProofAct {
  readonly try: number;
  readonly undo: boolean;
  readonly call: JsonObject;
  readonly tool: ToolIdentity;
  readonly ok: boolean;
  readonly error: ErrorData | null;
  readonly result: JsonObject;
  readonly log: LogRef | null;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** A person's part in a step, or an agent's. */
export interface ProofAnswer {
  readonly kind: WaitKind;
  readonly answer: Answer;
  readonly actor: Actor;
  readonly reason: string | null;
  /** What let an agent answer. */
  readonly allowedBy?: AgentGrant;
  /** The MCP server that asked, in the middle of an act. */
  readonly asker?: Asker;
  readonly at: number;
}

/** The record of one step: what was planned, done, read and decided. Data only; signing comes on export. */
export interface ProofRecord {
  readonly record: 1;
  readonly runId: RunId;
  readonly stepId: string;
  readonly planDigest: Digest;
  /** The earlier attempt that this run continues, and this run's owner generation when the step settled. */
  readonly attemptOf: RunId | null;
  readonly generation: number;
  readonly actor: Actor;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly inputs: Readonly<Record<string, Json>>;
  readonly secrets: readonly SecretSource[];
  /** The MCP servers of the run that the step names; absent where it names none. */
  readonly servers?: readonly ResolvedServer[];
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly preconditions: readonly Reading[];
  readonly before: readonly Reading[];
  readonly after: readonly Reading[];
  /** Readings taken before another try or after an interruption, in order. */
  readonly rereadings: readonly { readonly phase: 'retry' | 'recovery'; readonly readings: readonly Reading[] }[];
  readonly acts: readonly ProofAct[];
  readonly answers: readonly ProofAnswer[];
  readonly tries: number;
  readonly verdict: Verdict;
  readonly strength: Strength | null;
  /** Strength of each check of `verify`, in its order. */
  readonly checks: readonly (Strength | null)[];
  readonly reason: string;
  readonly undo: {
    readonly verdict: UndoVerdict;
    readonly reason: string;
    readonly readings: readonly Reading[];
  } | null;
  readonly outputs: Readonly<Record<string, Json>>;
  readonly artifacts: readonly ArtifactRef[];
  /** First and last event of the run that this record rests on. */
  readonly events: { readonly first: number; readonly last: number };
}
