import { type } from '@orpc/contract';
import * as z from 'zod';
import type { InputDefinition } from '../pulser/input.ts';
import { json } from '../pulser/primitives.ts';
import { type Asker, DECISIONS, type Decision, type WaitKind } from '../run/event.ts';
import type { RunSummary } from '../run/run.ts';
import { call, reason, runId, stepId } from './base.ts';

/** Something that a run waits for a person for. */
export interface Question {
  readonly run: RunSummary;
  readonly planTitle: string;
  readonly stepId: string;
  /** Number of the event that asked: with the run it names the question, and is given back with the answer. */
  readonly askedSeq: number;
  readonly stepIndex: number;
  readonly stepTitle: string;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly kind: WaitKind;
  readonly message: string;
  readonly fields: Readonly<Record<string, InputDefinition>>;
  readonly decisions: readonly Decision[];
  readonly reasonRequired: boolean;
  /** The MCP server that asks, in the middle of the step's act; `null` where the plan asks. */
  readonly asker: Asker | null;
  /** What must be typed to approve; only irreversible steps ask for it. */
  readonly confirmText: string | null;
  /** What the step would do, as far as it is known: the call with secrets as names, one line each. */
  readonly willRun: readonly string[];
  /** ms UTC. */
  readonly askedAt: number;
  readonly expiresAt: number | null;
}

export const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approve') }),
  z.strictObject({ kind: z.literal('deny') }),
  z.strictObject({ kind: z.literal('values'), values: z.record(z.string(), json) }),
  z.strictObject({ kind: z.literal('decide'), decision: z.enum(DECISIONS) }),
]);

export const questions = {
  /** Everything that waits for a person, in every open session, oldest first. */
  list: call.input(z.strictObject({})).output(type<readonly Question[]>()),
  /**
   * Refused with `answer.confirm-text` unless an irreversible step's text was typed exactly, and with `run.question-changed`
   * when the step asks something else than what was read.
   */
  answer: call
    .input(
      z.strictObject({
        runId,
        stepId,
        /** Which question was read, as `Question.askedSeq`; `null`: whichever stands, for callers that were not told. */
        askedSeq: z.int().min(1).nullable(),
        answer,
        reason: reason.nullable(),
        confirmText: z.string().max(500).nullable(),
      }),
    )
    .output(type<RunSummary>()),
};
