import type { ErrorData } from '#shared/lib/app-error.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { Actor } from '#shared/run/actor.ts';
import type {
  ActReport,
  AgentGrant,
  Answer,
  EventData,
  EventDraft,
  InputEventType,
  TimerKind,
} from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { Reading, ReadPhase } from '#shared/run/reading.ts';
import { type Disposition, isTerminal } from '#shared/run/verdict.ts';
import { questionFor, withdrawalOf } from './act-question.ts';
import { consequences } from './advance.ts';
import { answerFor } from './answer.ts';
import { awaitsSweep } from './cancel.ts';
import { evolve, keepsFromPassing } from './evolve.ts';
import { isHeldStep, moveRefusal, pauseRefusal } from './hold.ts';
import { type RunState, stepIndex } from './state.ts';

/** What can be asked of a run, by its owner or by an operator. Imperative; each becomes one input event. */
export type Command =
  | { readonly type: 'resume'; readonly generation: number }
  | { readonly type: 'interrupt'; readonly reason: string; readonly isFault: boolean }
  | {
      readonly type: 'report-readings';
      readonly stepId: string;
      readonly phase: ReadPhase;
      readonly try: number;
      readonly preconditions: readonly Reading[];
      readonly readings: readonly Reading[];
      readonly error: ErrorData | null;
    }
  | {
      readonly type: 'report-act';
      readonly stepId: string;
      readonly try: number;
      readonly undo: boolean;
      readonly report: ActReport;
    }
  | ({ readonly type: 'ask' } & EventData['question.asked'])
  | ({ readonly type: 'withdraw-question' } & EventData['question.withdrawn'])
  | { readonly type: 'fire-timer'; readonly timer: TimerKind; readonly stepId: string | null }
  | {
      readonly type: 'answer' /** Absent: the only open question. */;
      readonly stepId?: string;
      /** Which question was read, as `OpenWait.askedSeq`; absent: whichever stands. */
      readonly askedSeq?: number;
      readonly answer: Answer;
      readonly reason: string | null;
      /** What lets an agent answer; recorded with the answer. */
      readonly allowedBy?: AgentGrant;
    }
  | { readonly type: 'cancel'; readonly reason: string | null }
  | ({ readonly type: 'report-sweep' } & EventData['run.swept'])
  | { readonly type: 'pause'; readonly reason: string | null }
  | { readonly type: 'lift-pause'; readonly reason: string | null }
  | ({ readonly type: 'move' } & EventData['run.moved'])
  | {
      readonly type: 'waive';
      readonly stepId: string;
      readonly reason: string /** ms UTC; `null` without an end. */;
      readonly until: number | null;
    }
  | ({ readonly type: 'record-export' } & EventData['run.exported'])
  | {
      readonly type: 'set-disposition';
      readonly disposition: Disposition;
      readonly reason: string;
      readonly by: RunId | null;
    };

/** Who asks, and when (ms UTC). */
export interface CommandContext {
  readonly actor: Actor;
  readonly at: number;
}

/**
 * The events that a command causes: the input itself, and every decision that follows from it. A command that the state
 * does not allow is refused with a code and loses nothing; one that comes too late (the step moved on) is refused with
 * `run.stale`, which the owner drops.
 */
export function decide(
  state: RunState,
  command: Command,
  context: CommandContext,
): Result<readonly EventDraft[], ErrorData> {
  const input = inputEvent(state, command, context);
  if (!input.ok) return input;
  const after = evolve(state, input.value);
  return ok([input.value, ...consequences(after, context.at)]);
}

/** The state after some drafts. */
export function evolveAll(state: RunState, drafts: readonly EventDraft[]): RunState {
  return drafts.reduce(evolve, state);
}

function inputEvent(state: RunState, command: Command, { actor, at }: CommandContext): Result<EventDraft, ErrorData> {
  const event = <T extends InputEventType>(type: T, data: EventData[T]): Result<EventDraft, ErrorData> =>
    ok({ type, at, actor, data } as unknown as EventDraft);
  if (isTerminal(state.execution) !== AFTER_THE_END.includes(command.type)) {
    if (!isTerminal(state.execution)) {
      const hint = 'wait for its end, or cancel it';
      return err({ code: 'run.not-ended', message: `the run is ${state.execution}: this is for ended runs`, hint });
    }
    return err({ code: 'run.ended', message: `the run is ${state.execution} already` });
  }
  switch (command.type) {
    case 'resume':
      if (state.execution !== 'claimed') return stale('the run is not claimed');
      return event('run.resumed', { generation: command.generation });
    case 'interrupt':
      if (state.execution !== 'running' && state.execution !== 'claimed') return stale('nobody owns the run');
      return event('run.interrupted', {
        generation: state.generation,
        reason: command.reason,
        isFault: command.isFault,
      });
    case 'report-readings': {
      const { type: _, ...data } = command;
      return isAwaited(state, command)
        ? event('checks.read', data)
        : stale(`step ${command.stepId} does not wait for readings`);
    }
    case 'report-act': {
      const { type: _, report, ...rest } = command;
      const acting = state.steps[stepIndex(state.plan, command.stepId)]?.acting;
      const isCurrent =
        acting?.try === command.try && acting.undo === command.undo && acting.generation === state.generation;
      return isCurrent ? event('act.finished', { ...rest, ...report }) : stale(`step ${command.stepId} does not act`);
    }
    case 'ask': {
      const { type: _, ...data } = command;
      const asked = questionFor(state, data);
      return asked.ok ? event('question.asked', asked.value) : asked;
    }
    case 'withdraw-question': {
      const { type: _, ...data } = command;
      const withdrawn = withdrawalOf(state, data);
      return withdrawn.ok ? event('question.withdrawn', withdrawn.value) : withdrawn;
    }
    case 'fire-timer':
      return isDue(state, command, at)
        ? event('timer.fired', { timer: command.timer, stepId: command.stepId })
        : stale('the timer is not due');
    case 'answer':
      return answerFor(state, command, { actor, at });
    case 'cancel':
      if (state.cancel !== null)
        return err({ code: 'run.cancel-pending', message: 'the run is being canceled already' });
      return event('cancel.requested', { reason: command.reason });
    case 'report-sweep': {
      const { type: _, ...data } = command;
      return awaitsSweep(state) && data.generation === state.generation
        ? event('run.swept', data)
        : stale('the run is not to be swept');
    }
    case 'pause':
      return pauseRefusal(state) ?? event('pause.requested', { reason: command.reason });
    case 'lift-pause':
      if (state.pause === null) return err({ code: 'run.not-paused', message: 'the run is not paused' });
      return event('pause.lifted', { reason: command.reason });
    case 'move':
      return moveRefusal(state, command) ?? event('run.moved', { lane: command.lane, before: command.before });
    case 'set-disposition': {
      const { type: _, ...data } = command;
      return event('disposition.changed', data);
    }
    case 'waive':
      return (
        waiverFor(state, command, at) ??
        event('step.waived', { stepId: command.stepId, reason: command.reason, until: command.until })
      );
    case 'record-export': {
      const { type: _, ...data } = command;
      return event('run.exported', data);
    }
    default:
      return assertNever(command, 'command');
  }
}

/** What people do with a run once it has ended; everything else is for a run that has not. */
const AFTER_THE_END: readonly Command['type'][] = ['set-disposition', 'waive', 'record-export'];

/** Why a waiver is refused; `undefined` when it stands. */
function waiverFor(
  state: RunState,
  command: Extract<Command, { type: 'waive' }>,
  at: number,
): Result<never, ErrorData> | undefined {
  const step = state.steps[stepIndex(state.plan, command.stepId)];
  if (step === undefined) {
    const hint = `steps: ${state.steps.map((other) => other.step.id).join(', ')}`;
    return err({ code: 'run.unknown-step', message: `the plan has no step ${command.stepId}`, hint });
  }
  if (!keepsFromPassing(step.verdict)) {
    return err({
      code: 'run.nothing-to-waive',
      message: `step ${command.stepId} is ${step.verdict ?? 'pending'}: it needs no waiver`,
    });
  }
  if (command.reason.trim() === '') {
    return err({ code: 'run.reason-required', message: 'a waiver needs a reason', hint: 'add --reason "…"' });
  }
  if (command.until !== null && command.until <= at) {
    return err({
      code: 'run.waiver-expired',
      message: 'the waiver would have ended already',
      hint: 'give a time to come',
    });
  }
  return undefined;
}

function stale(message: string): Result<never, ErrorData> {
  return err({ code: 'run.stale', message });
}

function isAwaited(state: RunState, command: { stepId: string; phase: ReadPhase; try: number }): boolean {
  const step = state.steps[stepIndex(state.plan, command.stepId)];
  if (
    step === undefined ||
    state.execution !== 'running' ||
    step.fresh !== null ||
    isHeldStep(state, step) ||
    step.acting !== null ||
    step.tries !== command.try
  )
    return false;
  switch (command.phase) {
    case 'before':
    case 'retry':
      return step.status === 'checking' && step.readPhase === command.phase;
    case 'after':
      return step.status === 'verifying';
    case 'recovery':
      return step.status === 'doubt';
    case 'undo':
      return step.status === 'undoing';
  }
}

function isDue(state: RunState, command: { timer: TimerKind; stepId: string | null }, at: number): boolean {
  if (command.timer === 'run-timeout')
    return state.execution === 'running' && state.failure === null && state.undoOrder === null;
  const step = command.stepId === null ? undefined : state.steps[stepIndex(state.plan, command.stepId)];
  if (command.timer === 'retry') return step?.status === 'backoff' && step.retryAt !== null && step.retryAt <= at;
  return step?.wait?.expiresAt !== undefined && step.wait.expiresAt !== null && step.wait.expiresAt <= at;
}
