import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Digest } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { Diagnostic } from '../pulser/diagnostic.ts';
import type { Plan } from '../pulser/plan.ts';
import { json } from '../pulser/primitives.ts';
import type { Reading } from '../run/reading.ts';
import type { RunSummary } from '../run/run.ts';
import { call, digest, sessionId, planText as text } from './base.ts';

/** A plan that the library keeps, as typed. */
export interface PlanDocument {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly origin: 'new' | 'file' | 'template';
  /** Number of the newest revision; `null` before the first is published. */
  readonly head: number | null;
  readonly hasDraft: boolean;
  /** ms UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

/** A row of the plan list. */
export interface PlanRow extends PlanDocument {
  /** What the newest revision calls itself, where the row bears the names of its draft; `null` before the first is published. */
  readonly published: { readonly name: string; readonly title: string } | null;
  readonly version: string | null;
  readonly digest: Digest | null;
  readonly steps: number | null;
  /** The riskiest effect of its steps; `null` when it cannot be read. */
  readonly effect: 'read' | 'write' | 'irreversible' | null;
  readonly runs: number;
  readonly lastRun: RunSummary | null;
}

/** A published text. */
export interface PlanRevision {
  readonly number: number;
  readonly digest: Digest;
  readonly version: string;
  readonly by: string;
  /** ms UTC. */
  readonly at: number;
}

/** What the reader makes of a text. `plan` only when nothing is wrong. */
export interface PlanCheck {
  readonly diagnostics: readonly Diagnostic[];
  readonly plan: Plan | null;
  readonly digest: Digest | null;
  /** As much of the plan as can be read, for the graph while a text is still wrong. */
  readonly outline: readonly StepOutline[];
}

export interface StepOutline {
  readonly id: string;
  readonly title: string;
  readonly tool: string | null;
  readonly effect: string | null;
  readonly needs: readonly string[];
  readonly checks: number;
  readonly hasUndo: boolean;
  /** Names of inputs that it uses. */
  readonly inputs: readonly string[];
  /** Where it stands, lines counted from 1. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly errors: number;
}

/** A plan that comes with the product. */
export interface TemplateRow {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly steps: number;
}

/** What a run would do with a step, as far as reading can tell. */
export interface DryStepView {
  readonly id: string;
  readonly title: string;
  readonly effect: 'read' | 'write' | 'irreversible';
  readonly verdict: 'already-satisfied' | 'would-run' | 'would-skip' | 'blocked' | 'cannot-tell';
  readonly reason: string;
  readonly asks: boolean;
  readonly preconditions: readonly Reading[];
  readonly readings: readonly Reading[];
}

/** An input that does not fit. */
export interface InputProblem {
  readonly input: string;
  readonly message: string;
  readonly hint: string;
}

const documentId = z.uuid();

export const plans = {
  list: call.input(z.strictObject({ archived: z.boolean() })).output(type<readonly PlanRow[]>()),
  get: call.input(z.strictObject({ documentId })).output(
    type<{
      readonly document: PlanDocument;
      /** The draft, or else the newest revision. */
      readonly text: string;
      /** Digest of `text`: what a save of a draft is based on. */
      readonly textDigest: Digest;
      readonly revisions: readonly PlanRevision[];
    }>(),
  ),
  revision: call
    .input(z.strictObject({ documentId, number: z.int().min(1) }))
    .output(type<{ readonly revision: PlanRevision; readonly text: string }>()),
  create: call
    .input(
      z.strictObject({
        text,
        origin: z.enum(['new', 'file', 'template']),
        /** Where a file lay (`host.openPlanFile`): relative paths start from there. */
        folderId: z.uuid().nullable().optional(),
      }),
    )
    .output(type<PlanDocument>()),
  /** Refused with `plan.draft-changed` (details.text: what stands there) when it was saved elsewhere meanwhile. */
  saveDraft: call
    .input(z.strictObject({ documentId, text, basedOn: digest }))
    .output(type<{ readonly document: PlanDocument; readonly textDigest: Digest }>()),
  discardDraft: call.input(z.strictObject({ documentId })).output(type<PlanDocument>()),
  /** Makes the draft a revision. Refused with `plan.invalid` (details.diagnostics). */
  publish: call.input(z.strictObject({ documentId, basedOn: digest })).output(type<PlanRevision>()),
  archive: call.input(z.strictObject({ documentId, archived: z.boolean() })).output(type<PlanDocument>()),
  /** Reads a text; nothing is stored. */
  check: call.input(z.strictObject({ text })).output(type<PlanCheck>()),
  /** Checks and stores a text, so that it can be run by its digest. Refused with `plan.invalid`. */
  store: call.input(z.strictObject({ text })).output(type<{ readonly digest: Digest; readonly plan: Plan }>()),
  /** A stored plan. */
  byDigest: call.input(z.strictObject({ digest })).output(type<Plan>()),
  checkInputs: call
    .input(z.strictObject({ digest, inputs: z.record(z.string(), json) }))
    .output(type<{ readonly problems: readonly InputProblem[]; readonly values: Readonly<Record<string, Json>> }>()),
  /** Reads preconditions and checks, and never acts. Without a session: as in a new one, which is not made. */
  dryRun: call
    .input(
      z.strictObject({
        digest,
        inputs: z.record(z.string(), json),
        sessionId: sessionId.nullable(),
        documentId: documentId.nullable(),
      }),
    )
    .output(type<readonly DryStepView[]>()),
  /** JSON Schema of Pulser IR. */
  schema: call.input(z.strictObject({})).output(type<JsonObject>()),
  templates: call.input(z.strictObject({})).output(type<readonly TemplateRow[]>()),
  template: call.input(z.strictObject({ id: z.string().min(1) })).output(type<{ readonly text: string }>()),
};
