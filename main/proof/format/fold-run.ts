import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import { INPUT_EVENTS } from '#shared/run/event.ts';
import type { ProofAnswer } from '#shared/run/proof.ts';
import type { BundleEvent, BundleEventType, EventOf } from './bundle-event.ts';
import type { BundleRecord } from './bundle-record.ts';
import { type FoldedStep, foldStep, pendingFold, type StepEvent } from './fold-step.ts';
import { neededApproval, serversOf } from './mcp-facts.ts';
import { watchStep } from './step-order.ts';

/** How the run ended, as its last decision says. */
export type RunEnd = EventOf<'run.finished'> | EventOf<'run.canceled'>;

/** A waiver, and who gave it when. */
export interface Waiver {
  readonly stepId: string;
  readonly reason: string;
  /** ms UTC. */
  readonly until: number | null;
  readonly actor: Actor;
  readonly at: number;
}

/** A time in which the run was held: who asked for it and, where it was lifted, who lifted it. Times ms UTC. */
export interface HeldTime {
  readonly reason: string | null;
  readonly actor: Actor;
  readonly at: number;
  readonly lifted: { readonly actor: Actor; readonly at: number } | null;
}

/** What a pause lets nobody begin. */
const BEGINNINGS: ReadonlySet<BundleEventType> = new Set([
  'run.started',
  'step.started',
  'act.started',
  'rollback.started',
  'undo.started',
]);

/**
 * Makes the proof records from the journal alone. Export and verification both do: what a record says stands in the journal,
 * or it is no proof. Throws a RangeError on an event that cannot follow.
 */
export class RunFold {
  readonly #plan: Plan;
  readonly #steps = new Map<string, FoldedStep>();
  readonly #inputs = new Set<string>(INPUT_EVENTS);
  #created: EventOf<'run.created'> | undefined;
  #end: RunEnd | undefined;
  #generation = 0;
  #actor: Actor = { kind: 'policy', name: 'engine' };
  readonly #waivers: Waiver[] = [];
  readonly #pauses: HeldTime[] = [];
  #isHeld = false;
  #isQueued = true;
  #startedAt: number | null = null;
  #isCancelAsked = false;
  #isTimedOut = false;
  #isFaulted = false;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get plan(): Plan {
    return this.#plan;
  }

  get created(): EventOf<'run.created'> {
    if (this.#created === undefined) throw new RangeError('the journal is empty');
    return this.#created;
  }

  /** `undefined` while the run goes on. */
  get end(): RunEnd | undefined {
    return this.#end;
  }

  get startedAt(): number | null {
    return this.#startedAt;
  }

  get waivers(): readonly Waiver[] {
    return this.#waivers;
  }

  /** In order; the last one may stand still. */
  get pauses(): readonly HeldTime[] {
    return this.#pauses;
  }

  get isCancelAsked(): boolean {
    return this.#isCancelAsked;
  }

  get isTimedOut(): boolean {
    return this.#isTimedOut;
  }

  /** In the order of the plan. */
  get steps(): readonly FoldedStep[] {
    return [...this.#steps.values()];
  }

  add(event: BundleEvent): void {
    if (event.type === 'run.created') return this.#create(event);
    if (this.#created === undefined) throw new RangeError('the first event is not run.created');
    if (this.#inputs.has(event.type)) this.#actor = event.actor;
    if (this.#isHeld && BEGINNINGS.has(event.type)) throw new RangeError(`${event.type} while the run is paused`);
    switch (event.type) {
      case 'run.claimed':
        if (this.#isHeld && !event.data.takeover) throw new RangeError('the run is claimed while it is paused');
        this.#generation = event.data.generation;
        this.#isQueued = false;
        this.#endQuestions();
        return;
      case 'pause.requested':
      case 'pause.lifted':
        return this.#hold(event);
      case 'run.moved':
        if (!this.#isQueued) throw new RangeError('the run is moved while it does not queue');
        return;
      case 'run.requeued':
        if (this.#isHeld) throw new RangeError('the run queues while it is paused');
        this.#isQueued = true;
        return;
      case 'run.started':
        this.#startedAt = event.at;
        return;
      case 'run.finished':
      case 'run.canceled':
        if (this.#end !== undefined) throw new RangeError('the run ends twice');
        this.#end = event;
        this.#isHeld = false;
        this.#isQueued = false;
        return;
      case 'cancel.requested':
        this.#isCancelAsked = true;
        this.#isHeld = false;
        this.#endQuestions();
        return;
      case 'step.waived':
        this.#step(event.data.stepId);
        if (this.#end === undefined) throw new RangeError('a step is waived before the run has ended');
        this.#waivers.push({ ...event.data, actor: event.actor, at: event.at });
        return;
      case 'run.interrupted':
        this.#isFaulted = event.data.isFault;
        this.#endQuestions();
        return;
      case 'run.parked':
        this.#isFaulted = false;
        this.#isQueued = false;
        return;
      case 'run.resumed':
      case 'run.swept':
      case 'rollback.started':
      case 'disposition.changed':
      case 'run.exported':
        return;
      case 'timer.fired':
        if (event.data.timer !== 'run-timeout') return this.#fold(event);
        this.#isTimedOut = true;
        this.#endQuestions('do');
        return;
      default:
        this.#fold(event);
    }
  }

  /** One record per step of the plan, in its order. */
  records(): readonly BundleRecord[] {
    return this.steps.map((step) => this.#record(step));
  }

  #create(event: EventOf<'run.created'>): void {
    if (this.#created !== undefined) throw new RangeError('the run is created twice');
    this.#created = event;
    this.#actor = event.actor;
    for (const [index, step] of this.#plan.steps.entries()) {
      this.#steps.set(step.id, pendingFold(step, index, event.actor));
    }
    for (const kept of event.data.attemptOf?.carried ?? []) {
      const step = this.#step(kept.stepId);
      step.verdict = kept.skipped ? 'skipped' : 'carried';
      step.strength = kept.strength;
      step.outputs = kept.outputs;
      step.reason = 'kept from the earlier attempt';
      step.startedAt = event.at;
      step.finishedAt = event.at;
      step.firstSeq = 1;
      step.lastSeq = 1;
    }
  }

  #hold(event: EventOf<'pause.requested'> | EventOf<'pause.lifted'>): void {
    const { type, data, actor, at } = event;
    const isAsked = type === 'pause.requested';
    if (this.#end !== undefined) throw new RangeError(`${type} after the end of the run`);
    if (isAsked === this.#isHeld) throw new RangeError(`${type} while the run is ${isAsked ? '' : 'not '}paused`);
    this.#isHeld = isAsked;
    const open = isAsked ? undefined : this.#pauses.pop();
    this.#pauses.push(
      open === undefined ? { reason: data.reason, actor, at, lifted: null } : { ...open, lifted: { actor, at } },
    );
  }

  /** Nobody hears an answer any more once the act is to be ended, or has another owner. */
  #endQuestions(only?: 'do'): void {
    for (const step of this.#steps.values()) {
      if (only === undefined || step.acting === only) step.asker = null;
    }
  }

  #step(stepId: string | null): FoldedStep {
    const step = stepId === null ? undefined : this.#steps.get(stepId);
    if (step === undefined) throw new RangeError(`the plan has no step ${stepId}`);
    return step;
  }

  #fold(event: StepEvent): void {
    if (this.#end !== undefined) throw new RangeError(`${event.type} after the end of the run`);
    const step = this.#step(event.data.stepId);
    step.generation = this.#generation;
    step.actor = this.#actor;
    if (event.type === 'step.settled' && this.#isFaulted) step.isFaulted = true;
    const needs = event.type === 'step.started' ? step.plan.needs.map((id) => this.#step(id)) : [];
    watchStep(step, event, this.created, needs);
    foldStep(step, event, event.type === 'act.started' ? this.#policyApproval(step, event.at) : undefined);
  }

  /** A run that was started with a blanket approval: the act rests on its creator's word. */
  #policyApproval(step: FoldedStep, at: number): ProofAnswer | undefined {
    const { data, actor } = this.created;
    if (!data.policy.approve || !neededApproval(data.servers ?? [], step.plan)) return undefined;
    return { kind: 'approval', answer: { kind: 'approve' }, actor, reason: 'approved when the run was started', at };
  }

  #record(step: FoldedStep): BundleRecord {
    const { runId, data } = this.created;
    const planDigest: Digest = data.planDigest;
    const { verdict, plan } = step;
    const servers = serversOf(data.servers ?? [], plan);
    if (verdict === null) {
      return { record: 1, runId, stepId: plan.id, planDigest, verdict: 'not-run', reason: this.#whyNotRun() };
    }
    return {
      record: 1,
      runId,
      stepId: plan.id,
      planDigest,
      attemptOf: data.attemptOf?.runId ?? null,
      generation: step.generation,
      actor: step.actor,
      effect: plan.effect,
      inputs: data.inputs,
      secrets: data.secrets,
      ...(servers.length === 0 ? {} : { servers }),
      startedAt: step.startedAt,
      finishedAt: step.finishedAt,
      preconditions: step.preconditions,
      before: step.before,
      after: step.after,
      rereadings: step.rereadings,
      acts: step.acts,
      answers: step.answers,
      tries: step.tries,
      verdict,
      strength: step.strength,
      checks: step.checks,
      reason: step.reason,
      undo: step.undo,
      outputs: step.outputs,
      artifacts: step.artifacts,
      events: { first: step.firstSeq, last: step.lastSeq },
    };
  }

  #whyNotRun(): string {
    if (this.#end?.type === 'run.canceled') return 'the run was canceled before this step';
    return this.#isTimedOut ? 'the time of the run was up before this step' : 'the run ended before this step';
  }
}
