import { assertNever } from '#shared/lib/assert-never.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { Asker } from '#shared/run/event.ts';
import type { ProofAct, ProofAnswer, ProofRecord } from '#shared/run/proof.ts';
import type { Reading } from '#shared/run/reading.ts';
import type { BundleEvent, EventOf } from './bundle-event.ts';
import type { PlanStep } from './plan-facts.ts';
import { pendingOrder, type StepOrder } from './step-order.ts';

/** What the journal says of one step. Values that could be withheld are moved and never looked into. */
export interface FoldedStep {
  readonly plan: PlanStep;
  readonly index: number;
  startedAt: number | null;
  finishedAt: number | null;
  preconditions: readonly Reading[];
  before: readonly Reading[];
  after: readonly Reading[];
  rereadings: ProofRecord['rereadings'];
  acts: readonly ProofAct[];
  answers: readonly ProofAnswer[];
  tries: number;
  verdict: ProofRecord['verdict'] | null;
  strength: ProofRecord['strength'];
  checks: ProofRecord['checks'];
  reason: string;
  undo: ProofRecord['undo'];
  undoReadings: readonly Reading[];
  outputs: Readonly<Record<string, Json>>;
  artifacts: readonly ArtifactRef[];
  firstSeq: number;
  lastSeq: number;
  generation: number;
  actor: Actor;
  /** An act of it is under way. */
  acting: 'do' | 'undo' | null;
  /** Who asks a person in that act. */
  asker: Asker | null;
  // What a verdict can rest on beside readings and acts.
  hasActed: boolean;
  isApproved: boolean;
  isDoubted: boolean;
  isExpired: boolean;
  /** An act ended because the run was ended. */
  isStopped: boolean;
  /** The product itself failed while it was under way, and a person decided. */
  isFaulted: boolean;
  /** The newest readings of its own act could not be taken at all. */
  isUnread: boolean;
  readonly order: StepOrder;
}

export function pendingFold(plan: PlanStep, index: number, actor: Actor): FoldedStep {
  return {
    plan,
    index,
    startedAt: null,
    finishedAt: null,
    preconditions: [],
    before: [],
    after: [],
    rereadings: [],
    acts: [],
    answers: [],
    tries: 0,
    verdict: null,
    strength: null,
    checks: [],
    reason: '',
    undo: null,
    undoReadings: [],
    outputs: {},
    artifacts: [],
    firstSeq: 0,
    lastSeq: 0,
    generation: 0,
    actor,
    acting: null,
    asker: null,
    hasActed: false,
    isApproved: false,
    isDoubted: false,
    isExpired: false,
    isStopped: false,
    isFaulted: false,
    isUnread: false,
    order: pendingOrder(),
  };
}

export type StepEvent = Exclude<Extract<BundleEvent, { data: { stepId: string | null } }>, { type: 'step.waived' }>;

/** Changes a step by one of its events. `policyApproval`: the caller's blanket approval, where there is one. */
export function foldStep(step: FoldedStep, event: StepEvent, policyApproval: ProofAnswer | undefined): void {
  step.lastSeq = event.seq;
  switch (event.type) {
    case 'step.started':
      step.startedAt = event.at;
      step.firstSeq = event.seq;
      return;
    case 'checks.read':
      return foldReadings(step, event);
    case 'act.started':
      step.acting = event.data.undo ? 'undo' : 'do';
      if (event.data.undo) return;
      if (policyApproval !== undefined && !step.isApproved && step.tries === 0) {
        step.answers = [...step.answers, policyApproval];
      }
      step.hasActed = true;
      step.tries = event.data.try;
      step.after = [];
      return;
    case 'act.finished':
      endAct(step);
      return foldAct(step, event);
    case 'question.asked':
      if (step.acting === null) throw new RangeError(`${event.type} in no act of step ${step.plan.id}`);
      step.asker = event.data.asker;
      return;
    case 'question.withdrawn':
      step.asker = null;
      return;
    case 'step.doubted':
      endAct(step);
      if (!event.data.undo) step.isDoubted = true;
      return;
    case 'retry.scheduled':
      step.reason = event.data.reason;
      return;
    case 'timer.fired':
      if (event.data.timer === 'expiry') step.isExpired = true;
      return;
    case 'wait.answered':
      return foldAnswer(step, event);
    case 'step.settled':
      endAct(step);
      step.verdict = event.data.verdict;
      step.strength = event.data.strength;
      step.checks = event.data.checks;
      step.reason = event.data.reason;
      step.startedAt ??= event.at;
      step.finishedAt = event.at;
      if (step.firstSeq === 0) step.firstSeq = event.seq;
      return;
    case 'undo.settled':
      endAct(step);
      step.undo = { verdict: event.data.verdict, reason: event.data.reason, readings: step.undoReadings };
      return;
    case 'wait.opened':
      if (event.data.asker !== undefined && step.asker === null) {
        throw new RangeError(`no server asks in an act of step ${step.plan.id}`);
      }
      return;
    case 'undo.started':
      return;
    default:
      assertNever(event, 'event of a step');
  }
}

function endAct(step: FoldedStep): void {
  step.acting = null;
  step.asker = null;
}

function foldReadings(step: FoldedStep, event: EventOf<'checks.read'>): void {
  const { phase, preconditions, readings, error } = event.data;
  if (phase !== 'undo') step.isUnread = error !== null;
  switch (phase) {
    case 'before':
      step.preconditions = preconditions;
      step.before = readings;
      return;
    case 'after':
      step.after = readings;
      return;
    case 'retry':
    case 'recovery':
      step.after = readings;
      step.rereadings = [...step.rereadings, { phase, readings }];
      return;
    case 'undo':
      step.undoReadings = readings;
      return;
    default:
      assertNever(phase, 'phase');
  }
}

function foldAct(step: FoldedStep, event: EventOf<'act.finished'>): void {
  const { try: attempt, undo, call, tool, ok, error, result, log, startedAt, durationMs } = event.data;
  const finishedAt = startedAt + durationMs;
  step.acts = [...step.acts, { try: attempt, undo, call, tool, ok, error, result, log, startedAt, finishedAt }];
  if (undo) return;
  step.isStopped = event.data.stopped;
  step.outputs = event.data.outputs;
  step.artifacts = event.data.artifacts;
}

function foldAnswer(step: FoldedStep, event: EventOf<'wait.answered'>): void {
  const { kind, answer, reason, allowedBy } = event.data;
  const policy = allowedBy === undefined ? {} : { allowedBy };
  const given: ProofAnswer = { kind, answer, actor: event.actor, reason, ...policy, at: event.at };
  if (step.asker !== null) {
    // What a server asked in the middle of an act decides nothing by itself: the act goes on with the answer.
    step.answers = [...step.answers, { ...given, asker: step.asker }];
    step.asker = null;
    return;
  }
  step.answers = [...step.answers, given];
  switch (answer.kind) {
    case 'approve':
      if (kind === 'confirm') foldConfirmation(step, event, true);
      else step.isApproved = true;
      return;
    case 'deny':
      if (kind === 'confirm') foldConfirmation(step, event, false);
      return;
    case 'values':
      return foldForm(step, event, answer.values);
    case 'decide':
      if (answer.decision !== 'recheck' && answer.decision !== 'retry') return;
      step.verdict = null;
      step.strength = null;
      step.checks = [];
      step.finishedAt = null;
      step.isExpired = false;
      if (answer.decision === 'recheck' && step.tries > 0) step.after = [];
      return;
    default:
      assertNever(answer, 'answer');
  }
}

/** A person's word on a `human` check is a reading of it. */
function foldConfirmation(step: FoldedStep, event: EventOf<'wait.answered'>, isConfirmed: boolean): void {
  const check = step.plan.verify.findIndex(
    (candidate, index) => candidate.human !== undefined && !step.after.some((reading) => reading.check === index),
  );
  const asked = step.plan.verify[check];
  if (asked?.human === undefined) throw new RangeError(`step ${step.plan.id} asks for no confirmation`);
  const { name } = event.actor;
  const shown = typeof name === 'string' ? name : '(withheld)';
  const reading: Reading = {
    check,
    name: asked.name ?? asked.human,
    kind: 'human',
    severity: asked.severity,
    status: isConfirmed === asked.not ? 'red' : 'green',
    observed: { confirmed: isConfirmed, by: name },
    message: `${shown} ${isConfirmed ? 'confirmed' : 'did not confirm'}: ${asked.human}`,
    at: event.at,
    durationMs: 0,
    polls: 1,
  };
  step.after = [...step.after, reading];
}

/** A form is done by filling it: the answer is the act. */
function foldForm(step: FoldedStep, event: EventOf<'wait.answered'>, values: Readonly<Record<string, Json>>): void {
  const { name } = event.actor;
  step.tries += 1;
  step.outputs = values;
  const act: ProofAct = {
    try: step.tries,
    undo: false,
    call: { human: { ask: step.plan.do.human?.ask ?? '' } },
    tool: { kind: 'human', name, version: '1' },
    ok: true,
    error: null,
    result: { values, by: name },
    log: null,
    startedAt: event.at,
    finishedAt: event.at,
  };
  step.acts = [...step.acts, act];
}
