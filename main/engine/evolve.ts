import type { Plan } from '#shared/pulser/plan.ts';
import type { EventDraft } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Verdict } from '#shared/run/verdict.ts';
import { withoutQuestions } from './act-question.ts';
import { evolveStep } from './evolve-step.ts';
import { isActWorthUndoing } from './rollback.ts';
import { isOnlyAsking, pendingStep, type RunState, stepIndex } from './state.ts';

/** The state after a run's first event. */
export function createdState(plan: Plan, runId: RunId, event: EventDraft<'run.created'>): RunState {
  const { data } = event;
  const carried = new Map(data.attemptOf?.carried.map((step) => [step.stepId, step]));
  return {
    plan,
    runId,
    number: data.number,
    sessionId: data.sessionId,
    sessionName: data.sessionName,
    planDigest: data.planDigest,
    inputs: data.inputs,
    secrets: data.secrets,
    servers: data.servers ?? [],
    policy: data.policy,
    creator: event.actor,
    laneWish: data.laneWish,
    priority: data.priority,
    workdir: data.workdir,
    workspace: data.workspace,
    attemptOf: data.attemptOf,
    seq: 1,
    execution: 'queued',
    verification: 'pending',
    disposition: 'open',
    rollback: 'none',
    strength: null,
    reason: '',
    owner: null,
    generation: 0,
    lane: null,
    steps: plan.steps.map((step, index) => {
      const pending = pendingStep(step, index);
      const kept = carried.get(step.id);
      if (kept === undefined) return pending;
      return {
        ...pending,
        status: 'settled',
        verdict: kept.skipped ? 'skipped' : 'carried',
        strength: kept.strength,
        outputs: kept.outputs,
        reason: 'kept from the earlier attempt',
        startedAt: event.at,
        finishedAt: event.at,
        firstSeq: 1,
        lastSeq: 1,
      };
    }),
    acted: [],
    failure: null,
    undoOrder: null,
    left: [],
    waivers: [],
    cancel: null,
    sweep: null,
    pause: null,
    isLifted: false,
    fault: null,
    timedOut: false,
    isAsking: false,
    isAnswered: false,
    activeMs: 0,
    runningSince: null,
    createdAt: event.at,
    startedAt: null,
    finishedAt: null,
  };
}

/** The state after one more event. Pure; throws a RangeError on an event that cannot follow. */
export function evolve(before: RunState, event: EventDraft): RunState {
  return clocked(evolved(before, event), event.at);
}

/** The time of a run stands still while all that it does is to wait for people. */
function clocked(state: RunState, at: number): RunState {
  if (state.execution !== 'running') return state;
  if (isOnlyAsking(state)) return pausedAt(state, at);
  return state.runningSince === null ? { ...state, runningSince: at } : state;
}

function evolved(before: RunState, event: EventDraft): RunState {
  const state: RunState = { ...before, seq: before.seq + 1 };
  switch (event.type) {
    case 'run.created':
      throw new RangeError('a run is created once');
    case 'run.claimed':
      return {
        ...withoutQuestions(pausedAt(state, event.at)),
        execution: 'claimed',
        owner: event.data.owner,
        generation: event.data.generation,
        lane: event.data.lane,
      };
    case 'run.resumed':
      return { ...state, execution: 'running', runningSince: event.at };
    case 'run.started':
      return { ...state, startedAt: event.at };
    case 'run.interrupted':
      return {
        ...withoutQuestions(pausedAt(state, event.at)),
        execution: 'interrupted',
        owner: null,
        lane: null,
        reason: event.data.reason,
        fault: event.data.isFault ? event.data.reason : null,
      };
    case 'run.requeued':
      return { ...state, execution: 'queued', reason: '', isAnswered: false, isLifted: false };
    case 'run.parked':
      return {
        ...pausedAt(state, event.at),
        fault: null,
        execution: 'waiting',
        owner: null,
        lane: null,
        reason: event.data.reason,
        pause:
          state.pause === null ? null : { ...state.pause, hasParked: state.fault === null || !hasOpenQuestion(state) },
      };
    case 'cancel.requested':
      // What is to be ended is not held any more.
      return { ...withoutQuestions(state), cancel: { actor: event.actor, reason: event.data.reason }, pause: null };
    case 'run.swept':
      return { ...state, sweep: { problem: event.data.problem } };
    case 'pause.requested':
      return {
        ...state,
        pause: { actor: event.actor, reason: event.data.reason, at: event.at, hasParked: false },
      };
    case 'pause.lifted':
      return lifted(state);
    case 'run.moved':
      return { ...state, laneWish: event.data.lane };
    case 'run.exported':
      return state;
    case 'step.waived':
      return waived(state, event);
    case 'disposition.changed':
      return { ...state, disposition: event.data.disposition };
    case 'timer.fired':
      if (event.data.timer === 'run-timeout') return outOfTime(state);
      return withStep({ ...state, isAnswered: state.execution === 'waiting' }, event);
    case 'rollback.started':
      return { ...state, undoOrder: event.data.order, rollback: 'running' };
    case 'undo.settled': {
      const next = withStep(state, event);
      return event.data.verdict === 'restored' ? next : { ...next, left: [...next.left, event.data.stepId] };
    }
    case 'step.settled':
      return decided(withStep(state, event), event);
    case 'wait.answered':
      return answered(withStep({ ...state, isAnswered: state.execution === 'waiting' }, event), event);
    case 'act.started':
      return firstAct(withStep(state, event), event);
    case 'wait.opened':
    case 'checks.read':
    case 'act.finished':
    case 'question.asked':
    case 'question.withdrawn':
    case 'step.started':
    case 'step.doubted':
    case 'retry.scheduled':
    case 'undo.started':
      return withStep(state, event);
    case 'run.finished':
      return {
        ...pausedAt(state, event.at),
        execution: 'finished',
        owner: null,
        lane: null,
        pause: null,
        verification: event.data.verification,
        strength: event.data.strength,
        rollback: event.data.rollback,
        reason: event.data.reason,
        left: event.data.left,
        finishedAt: event.at,
      };
    case 'run.canceled':
      return {
        ...pausedAt(state, event.at),
        execution: 'canceled',
        owner: null,
        lane: null,
        pause: null,
        verification: event.data.verification,
        reason: event.data.reason,
        left: event.data.left,
        finishedAt: event.at,
      };
  }
}

/** After a fault a run waits for its question, whatever becomes of a pause. */
function hasOpenQuestion(state: RunState): boolean {
  return state.steps.some((step) => step.wait !== null);
}

/** What a run waits for once nobody holds it any more: its turn, or the answer that it waited for before. */
function lifted(state: RunState): RunState {
  const isParked = state.execution === 'waiting';
  const question = state.steps.find((step) => step.wait !== null)?.wait?.message ?? '';
  return {
    ...state,
    pause: null,
    isLifted: isParked && state.pause?.hasParked === true,
    reason: isParked ? question : state.reason,
  };
}

/** Once every step that kept an ended run from passing has a waiver, the run passes with waiver. It never becomes green. */
function waived(before: RunState, event: EventDraft<'step.waived'>): RunState {
  const state = { ...before, waivers: [...before.waivers, { ...event.data, actor: event.actor, at: event.at }] };
  const isOpen = state.steps.some(
    (step) => keepsFromPassing(step.verdict) && !state.waivers.some((waiver) => waiver.stepId === step.step.id),
  );
  return isOpen || state.verification === 'passed' ? state : { ...state, verification: 'waived' };
}

/** Folds a run's events. The first must be `run.created`. */
export function foldRun(plan: Plan, runId: RunId, events: readonly EventDraft[]): RunState {
  const [first, ...rest] = events;
  if (first?.type !== 'run.created') throw new RangeError('the first event of a run is run.created');
  return rest.reduce(evolve, createdState(plan, runId, first));
}

/** Stops the clock of the run's own time. */
function pausedAt(state: RunState, at: number): RunState {
  if (state.runningSince === null) return state;
  return { ...state, activeMs: state.activeMs + Math.max(0, at - state.runningSince), runningSince: null };
}

/** A waiver is about a step, but changes nothing of it. */
type StepEvent = Exclude<Extract<EventDraft, { data: { stepId: string | null } }>, { type: 'step.waived' }>;

function withStep(state: RunState, event: StepEvent): RunState {
  const { stepId } = event.data;
  const index = stepId === null ? -1 : stepIndex(state.plan, stepId);
  const current = state.steps[index];
  if (current === undefined) throw new RangeError(`the plan has no step ${stepId}`);
  const steps = state.steps.slice();
  const next = evolveStep(current, event, state);
  steps[index] = next;
  if (current.question === null && next.question === null) return { ...state, steps };
  return { ...state, steps, isAsking: steps.some((step) => step.question !== null) };
}

/** A step that was never reached keeps a run from passing as one that failed does. */
export function keepsFromPassing(verdict: Verdict | null): boolean {
  return verdict !== 'verified' && verdict !== 'satisfied' && verdict !== 'carried' && verdict !== 'skipped';
}

/** Verdicts that make a run fail. */
function isBad(verdict: Verdict | null): boolean {
  return verdict === 'failed' || verdict === 'blocked' || verdict === 'denied' || verdict === 'expired';
}

/** The first bad verdict decides that the run fails; `indeterminate` decides nothing until a person has. */
function decided(state: RunState, event: EventDraft<'step.settled'>): RunState {
  if (state.failure !== null || !isBad(event.data.verdict)) return state;
  const { stepId, reason } = event.data;
  return { ...state, failure: { stepId, reason, policy: state.plan.onFailure } };
}

/** The run fails for its time; a plan that pauses on failure stops then, since a retry would have no time either. */
function outOfTime(state: RunState): RunState {
  if (state.failure !== null || state.undoOrder !== null) return state;
  const step = state.steps.find((candidate) => candidate.status !== 'settled');
  const policy = state.plan.onFailure === 'pause' ? 'stop' : state.plan.onFailure;
  const reason = `the time of the run (${state.plan.timeout ?? ''}) is up`;
  const ended = withoutQuestions(state, ({ acting }) => acting?.undo !== true);
  return { ...ended, timedOut: true, failure: { stepId: step?.step.id ?? '', reason, policy } };
}

function answered(state: RunState, event: EventDraft<'wait.answered'>): RunState {
  const { answer, stepId } = event.data;
  if (answer.kind !== 'decide') return state;
  if (answer.decision === 'recheck' || answer.decision === 'retry') {
    const other = state.steps.find((step) => step.status === 'settled' && isBad(step.verdict));
    if (other === undefined) return { ...state, failure: null };
    return { ...state, failure: { stepId: other.step.id, reason: other.reason, policy: state.plan.onFailure } };
  }
  const reason = state.failure?.reason ?? state.steps[stepIndex(state.plan, stepId)]?.reason ?? '';
  return { ...state, failure: { stepId, reason, policy: answer.decision } };
}

function firstAct(state: RunState, event: EventDraft<'act.started'>): RunState {
  const { stepId, undo } = event.data;
  if (undo || state.acted.includes(stepId)) return state;
  return isActWorthUndoing(state, stepId) ? { ...state, acted: [...state.acted, stepId] } : state;
}
