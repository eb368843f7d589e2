import * as z from 'zod';
import type { RunDetail, WaiverView } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import { STEP_STATUSES } from '#shared/run/run.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { isTerminal, STRENGTHS, VERDICTS, VERIFICATIONS } from '#shared/run/verdict.ts';
import { runWords } from './run-words.ts';

const time = z.string().nullable().describe('ISO 8601, UTC');
const strength = z
  .enum(STRENGTHS)
  .nullable()
  .describe('what the evidence is worth; weakest first: ' + STRENGTHS.join(', '));

const question = z.strictObject({
  step: z.string(),
  question: z.int().describe('names it; give it with run_answer, so that no other question is answered'),
  kind: z.enum(['approval', 'form', 'confirm', 'decision']),
  message: z.string(),
  effect: z.enum(['read', 'write', 'irreversible']),
  willRun: z.array(z.string()).describe('what the step would do'),
  fields: z.record(z.string(), z.unknown()).describe('of a form: JSON Schemas by name'),
  decisions: z.array(z.string()),
  reasonRequired: z.boolean(),
  confirmText: z.string().nullable().describe('what must be given as confirmText'),
  expiresAt: time,
});

const step = z.strictObject({
  id: z.string(),
  title: z.string(),
  stage: z.enum(STEP_STATUSES),
  verdict: z.enum(VERDICTS).nullable().describe('null: not settled'),
  strength,
  reason: z.string(),
  tries: z.int(),
  undo: z.string().nullable().describe('how the undo ended; null: nothing was undone'),
});

/** A waiver as agents are told of it. */
export const toldWaiver = z.strictObject({
  step: z.string(),
  reason: z.string(),
  by: z.string(),
  at: time,
  until: time,
});

/** A run as agents are told of it. */
export const runReport = z.strictObject({
  statement: z.string().describe('What may be said of the run. Pass it on; claim nothing beyond it.'),
  run: z.string().describe('such as R-12'),
  runId: z.string(),
  plan: z.strictObject({ name: z.string(), title: z.string(), version: z.string(), digest: z.string() }),
  session: z.string(),
  status: z.enum(SHOWN_STATUSES),
  ended: z.boolean().describe('nothing more happens in this run by itself'),
  verification: z.enum(VERIFICATIONS).describe('what the checks say; passed only where every one of them does'),
  strength,
  reason: z.string(),
  waivers: z.array(toldWaiver),
  left: z.array(z.string()).describe('steps that acted and were not undone'),
  steps: z.array(step),
  questions: z.array(question),
  attempts: z.array(z.string()).describe('runs of the same chain of attempts, oldest first'),
  startedBy: z.strictObject({ kind: z.string(), name: z.string() }),
  startedAt: time,
  finishedAt: time,
  evidence: z.strictObject({
    digest: z.string().describe('hash of the newest event of the hash-chained history'),
    events: z.int(),
    stepsProved: z.int(),
    stepsCounted: z.int(),
  }),
});
export type RunReport = z.output<typeof runReport>;

/** The report of a run as it stands at `now` (ms UTC). */
export function reportOf(detail: RunDetail, at: { readonly hasWorker: boolean; readonly now: number }): RunReport {
  const { run, plan, planTitle, status, head, proofs } = detail;
  return {
    statement: runWords(detail, at),
    run: runLabel(run.number),
    runId: run.runId,
    plan: { name: run.planName, title: planTitle, version: plan.version, digest: run.planDigest },
    session: run.sessionName,
    status,
    ended: isTerminal(run.execution),
    verification: run.verification,
    strength: run.strength,
    reason: run.reason,
    waivers: detail.waivers.map(tellWaiver),
    left: [...detail.left],
    steps: detail.steps.map(({ summary }) => {
      const { id, title, status: stage, verdict, strength: worth, reason, tries, undo } = summary;
      return { id, title, stage, verdict, strength: worth, reason, tries, undo };
    }),
    questions: detail.questions.map((asked) => {
      const { stepId, askedSeq, kind, message, effect, willRun, fields, decisions, reasonRequired, confirmText } =
        asked;
      const more = { willRun: [...willRun], fields: { ...fields }, decisions: [...decisions] };
      const expiresAt = isoTime(asked.expiresAt);
      return {
        step: stepId,
        question: askedSeq,
        kind,
        message,
        effect,
        ...more,
        reasonRequired,
        confirmText,
        expiresAt,
      };
    }),
    attempts: detail.attempts.map(({ number }) => runLabel(number)),
    startedBy: { ...detail.createdBy },
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.finishedAt),
    evidence: { digest: head.hash, events: head.seq, stepsProved: proofs.verified, stepsCounted: proofs.total },
  };
}

export function tellWaiver({ stepId, reason, by, at, until }: WaiverView): z.output<typeof toldWaiver> {
  return { step: stepId, reason, by, at: isoTime(at), until: isoTime(until) };
}

/** ms UTC as ISO 8601. */
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
