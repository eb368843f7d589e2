import type { RunEvent } from '#shared/run/event.ts';
import { STRENGTHS, VERDICTS } from '#shared/run/verdict.ts';
import { asker, resolvedServer, toolIdentity } from './mcp-facts.ts';
import {
  anything,
  count,
  digest,
  flag,
  listOf,
  mapOf,
  nullOr,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  time,
  words,
} from './shape.ts';

/** An event as it stands in a journal. */
export type BundleEvent = RunEvent;
export type BundleEventType = BundleEvent['type'];
/** The event of one type. */
export type EventOf<T extends BundleEventType> = Extract<BundleEvent, { type: T }>;

const stepId = text;
const verdict = oneOf(...VERDICTS);
const strength = nullOr(oneOf(...STRENGTHS));
const verification = oneOf('pending', 'passed', 'failed', 'indeterminate', 'waived');
const error = nullOr(object({ code: text, message: words }));

const reading = object({
  check: count,
  name: words,
  kind: text,
  severity: oneOf('fail', 'warn'),
  status: oneOf('green', 'red', 'unreadable'),
  observed: anything,
  message: words,
  at: time,
  tool: optional(toolIdentity),
});

const log = nullOr(object({ path: text, bytes: count, lines: count, digest, redactions: count }));
const artifact = object({ name: words, digest, mediaType: text, size: count, stepId: text });

const answer: Shape = (value, path) => {
  const problem = object({ kind: oneOf('approve', 'deny', 'values', 'decide') })(value, path);
  if (problem !== undefined) return problem;
  const { kind } = value as { kind: string };
  if (kind === 'values') return object({ values: mapOf(anything) })(value, path);
  return kind === 'decide'
    ? object({ decision: oneOf('recheck', 'retry', 'rollback', 'stop') })(value, path)
    : undefined;
};

const DATA: Readonly<Record<BundleEventType, Shape>> = {
  'run.created': object({
    planDigest: digest,
    planName: text,
    planVersion: text,
    inputs: mapOf(anything),
    secrets: listOf(object({ name: text, source: text })),
    policy: object({ strict: flag, approve: flag }),
    engine: text,
    servers: optional(listOf(resolvedServer)),
    attemptOf: nullOr(
      object({
        runId: text,
        fromStep: text,
        revision: text,
        carried: listOf(object({ stepId, strength, outputs: mapOf(anything), skipped: flag })),
      }),
    ),
  }),
  'run.claimed': object({ owner: text, host: words, generation: count, takeover: flag }),
  'run.resumed': object({ generation: count }),
  'run.interrupted': object({ generation: count, reason: words, isFault: optional(flag) }),
  'checks.read': object({
    stepId,
    phase: oneOf('before', 'after', 'retry', 'recovery', 'undo'),
    try: count,
    preconditions: listOf(reading),
    readings: listOf(reading),
    error,
  }),
  'act.finished': object({
    stepId,
    try: count,
    undo: flag,
    ok: flag,
    stopped: flag,
    error,
    result: anything,
    outputs: mapOf(anything),
    artifacts: listOf(artifact),
    log,
    call: anything,
    tool: toolIdentity,
    startedAt: time,
    durationMs: count,
  }),
  'question.asked': object({ stepId, question: count, asker, message: words, fields: anything }),
  'question.withdrawn': object({ stepId, question: count }),
  'wait.answered': object({
    stepId,
    kind: oneOf('approval', 'form', 'confirm', 'decision'),
    answer,
    reason: nullOr(words),
    allowedBy: optional(oneOf('others', 'all')),
  }),
  'timer.fired': object({ timer: oneOf('retry', 'expiry', 'run-timeout'), stepId: nullOr(stepId) }),
  'cancel.requested': object({ reason: nullOr(words) }),
  'run.swept': object({ generation: count, ended: count, problem: nullOr(words) }),
  'pause.requested': object({ reason: nullOr(words) }),
  'pause.lifted': object({ reason: nullOr(words) }),
  'run.moved': object({ lane: nullOr(oneOf('A', 'B', 'C', 'D')), before: nullOr(text) }),
  'disposition.changed': object({ disposition: oneOf('open', 'resolved', 'superseded', 'ignored'), reason: words }),
  'run.started': object({}),
  'run.requeued': object({ reason: words }),
  'run.parked': object({ reason: words }),
  'step.started': object({ stepId }),
  'step.doubted': object({ stepId, try: count, undo: flag }),
  'act.started': object({ stepId, try: count, undo: flag }),
  'retry.scheduled': object({ stepId, try: count, at: time, reason: words }),
  'wait.opened': object({
    stepId,
    kind: oneOf('approval', 'form', 'confirm', 'decision'),
    message: words,
    expiresAt: optional(nullOr(time)),
    asker: optional(asker),
  }),
  'step.settled': object({ stepId, verdict, strength, reason: words, checks: listOf(strength) }),
  'rollback.started': object({ order: listOf(stepId), reason: words }),
  'undo.started': object({ stepId }),
  'undo.settled': object({
    stepId,
    verdict: oneOf('restored', 'unverified', 'not-restored', 'unreadable'),
    reason: words,
  }),
  'run.finished': object({
    verification,
    strength,
    rollback: oneOf('none', 'running', 'verified', 'failed'),
    reason: words,
    left: listOf(stepId),
  }),
  'run.canceled': object({ verification, reason: words, left: listOf(stepId) }),
  'step.waived': object({ stepId, reason: words, until: nullOr(time) }),
  'run.exported': object({ bundle: digest, signer: nullOr(text), withheld: listOf(text) }),
};

const envelope = object({
  runId: text,
  seq: count,
  at: time,
  type: text,
  actor: object({ kind: oneOf('operator', 'worker', 'policy', 'agent'), name: words }),
  data: object({ stepId: optional(nullOr(text)) }),
  prev: nullOr(digest),
  hash: digest,
});

/** The form of an event. A type that is not known has none: nobody could say what it does to a verdict. */
export const eventShape: Shape = (value, path) => {
  const problem = envelope(value, path);
  if (problem !== undefined) return problem;
  const { type, data } = value as { type: string; data: unknown };
  if (!Object.hasOwn(DATA, type)) return `an event of the unknown type ${type}`;
  return DATA[type as BundleEventType](data, `${path}/data`);
};
