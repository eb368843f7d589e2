import type { RunEvent } from '#shared/run/event.ts';

/** An event in one line: what happened, by its data. */
export function eventWords(event: RunEvent): string {
  switch (event.type) {
    case 'run.created':
      return `Queued from ${event.data.planName} ${event.data.planVersion}`;
    case 'run.claimed':
      return event.data.takeover
        ? `Taken over by ${event.data.host}, lane ${event.data.lane}`
        : `Claimed by ${event.data.host}, lane ${event.data.lane}`;
    case 'run.resumed':
      return `Goes on, generation ${event.data.generation}`;
    case 'run.interrupted':
      return `Interrupted: ${event.data.reason}`;
    case 'run.started':
      return 'Run started';
    case 'run.requeued':
    case 'run.parked':
      return `${event.type === 'run.parked' ? 'Parked' : 'Queued again'}: ${event.data.reason}`;
    case 'checks.read': {
      const { readings, phase, error } = event.data;
      if (error !== null) return `Checks could not be read: ${error.message}`;
      const green = readings.filter(({ status }) => status === 'green').length;
      return `Checks read (${phase}), ${green} of ${readings.length} green`;
    }
    case 'act.started':
      return event.data.undo ? 'Undo began' : `Act began, try ${event.data.try}`;
    case 'act.finished':
      return event.data.ok ? 'Act ended' : `Act failed: ${event.data.error?.message ?? 'no reason was given'}`;
    case 'question.asked':
      return `Server ${event.data.asker.server} asks: ${event.data.message}`;
    case 'question.withdrawn':
      return 'The server does not ask any more';
    case 'wait.opened':
      return `Asked: ${event.data.message}`;
    case 'wait.answered':
      return `Answered: ${answerWord(event.data.answer)}${event.actor.kind === 'agent' ? ` by ${event.actor.name}` : ''}`;
    case 'step.started':
      return 'Step started';
    case 'step.doubted':
      return 'In doubt: an act was under way when its owner stopped';
    case 'step.settled':
      return `Step settled: ${event.data.verdict}${event.data.strength === null ? '' : `, ${event.data.strength}`}`;
    case 'step.waived':
      return `Waived: ${event.data.reason}`;
    case 'retry.scheduled':
      return `Tries again: ${event.data.reason}`;
    case 'rollback.started':
      return `Rollback of ${event.data.order.length} steps: ${event.data.reason}`;
    case 'undo.started':
      return 'Undo started';
    case 'undo.settled':
      return `Undo settled: ${event.data.verdict}`;
    case 'timer.fired':
      return `Time is up: ${event.data.timer}`;
    case 'cancel.requested':
      return event.data.reason === null ? 'Cancel asked' : `Cancel asked: ${event.data.reason}`;
    case 'run.swept':
      return event.data.problem === null
        ? `Nothing of it is running; ${event.data.ended} processes were ended`
        : `Not all could be ended: ${event.data.problem}`;
    case 'pause.requested':
      return event.data.reason === null ? 'Pause asked' : `Pause asked: ${event.data.reason}`;
    case 'pause.lifted':
      return 'Pause lifted';
    case 'run.moved':
      return `Moved to ${event.data.lane === null ? 'any lane' : `lane ${event.data.lane}`}`;
    case 'disposition.changed':
      return `Marked ${event.data.disposition}: ${event.data.reason}`;
    case 'run.exported':
      return 'Proof bundle exported';
    case 'run.finished':
      return `Finished: ${event.data.verification}`;
    case 'run.canceled':
      return `Canceled: ${event.data.reason}`;
  }
}

function answerWord(answer: RunEvent<'wait.answered'>['data']['answer']): string {
  switch (answer.kind) {
    case 'approve':
      return 'approved';
    case 'deny':
      return 'rejected';
    case 'values':
      return `${Object.keys(answer.values).length} values given`;
    case 'decide':
      return answer.decision;
  }
}

/** The step that an event is about; `null` for one of the whole run. */
export function stepOf(event: RunEvent): string | null {
  return 'stepId' in event.data ? event.data.stepId : null;
}
