import type { RunState } from '#main/engine/state.ts';
import { stepState } from '#main/engine/state.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { Paint } from '../format/paint.ts';
import { plainLine } from '../format/text-width.ts';
import { spanText, timeOfDay } from '../format/times.ts';
import { undoWord, verdictWord, waitWord } from '../format/words.ts';
import type { RunObserver } from './observer.ts';

interface Target {
  err(text: string): void;
  readonly errPaint: Paint;
}

/** One line per transition: time, step, what. For logs and pipes. */
export function plainLines(target: Target): RunObserver {
  return {
    event(event, state) {
      const line = transitionLine(event, state, target.errPaint);
      if (line !== undefined) target.err(`${timeOfDay(event.at)}  ${line}\n`);
    },
    opened: () => {},
    output: () => {},
    note: (text) => target.err(`${text}\n`),
    pause: () => {},
  };
}

/** What an event means to somebody who watches, `undefined` for what is said by another one. */
export function transitionLine(event: RunEvent, state: RunState, paint: Paint): string | undefined {
  switch (event.type) {
    case 'run.claimed':
      return `lane ${event.data.lane}${event.data.takeover ? ', taken over from an owner that is gone' : ''}`;
    case 'run.interrupted':
      return `interrupted: ${plainLine(event.data.reason)}`;
    case 'cancel.requested':
      return `cancel requested by ${plainLine(event.actor.name)}${because(event.data.reason)}`;
    case 'run.swept':
      return sweptLine(event);
    case 'pause.requested':
      return `pause requested by ${plainLine(event.actor.name)}${because(event.data.reason)}`;
    case 'pause.lifted':
      return `pause lifted by ${plainLine(event.actor.name)}${because(event.data.reason)}`;
    case 'run.moved':
      return `moved by ${plainLine(event.actor.name)} to ${event.data.lane === null ? 'any lane' : `lane ${event.data.lane}`}`;
    case 'act.started':
      return `${event.data.stepId}  ${event.data.undo ? 'rolls back' : 'acts'}${event.data.try > 1 ? ` (try ${event.data.try})` : ''}`;
    case 'step.doubted':
      return `${event.data.stepId}  was interrupted in the middle of its act; its checks are read first`;
    case 'retry.scheduled': {
      const wait = spanText(Math.max(0, event.data.at - event.at));
      return `${event.data.stepId}  try ${event.data.try} in ${wait}: ${plainLine(event.data.reason)}`;
    }
    case 'wait.opened': {
      const { stepId, kind, message, asker } = event.data;
      const by = asker === undefined ? '' : ` (server ${plainLine(asker.server)} asks)`;
      return `${stepId}  ${waitWord(kind)}${by}: ${plainLine(message)}`;
    }
    case 'question.withdrawn':
      return `${event.data.stepId}  is not asked any more`;
    case 'wait.answered':
      return `${event.data.stepId}  answered by ${plainLine(event.actor.name)}${because(event.data.reason)}`;
    case 'step.settled':
      return settledLine(event, state, paint);
    case 'rollback.started':
      return `rolls back ${event.data.order.join(', ')}`;
    case 'undo.settled': {
      const word = undoWord(event.data.verdict);
      return `${event.data.stepId}  ${paint(word.tone, word.text)}${because(event.data.reason)}`;
    }
    case 'run.created':
    case 'run.resumed':
    case 'run.started':
    case 'run.requeued':
    case 'run.parked':
    case 'run.finished':
    case 'run.canceled':
    case 'checks.read':
    case 'act.finished':
    case 'question.asked':
    case 'timer.fired':
    case 'disposition.changed':
    case 'step.waived':
    case 'run.exported':
    case 'step.started':
    case 'undo.started':
      return undefined;
  }
}

function sweptLine({ data: { ended, problem } }: RunEvent<'run.swept'>): string | undefined {
  if (problem !== null) return plainLine(problem);
  return ended === 0 ? undefined : `ended ${ended} ${ended === 1 ? 'process' : 'processes'} that it had left running`;
}

function settledLine(event: RunEvent<'step.settled'>, state: RunState, paint: Paint): string {
  const { stepId, verdict, strength, reason } = event.data;
  const word = verdictWord(verdict, strength);
  const { startedAt } = stepState(state, stepId);
  const took = startedAt === null ? '' : ` ${paint('dim', spanText(event.at - startedAt))}`;
  const why = verdict === 'satisfied' ? '' : because(reason);
  return `${stepId}  ${paint(word.tone, word.text)}${took}${why}`;
}

function because(reason: string | null): string {
  return reason === null || reason === '' ? '' : `: ${plainLine(reason)}`;
}
