import type { Command } from 'commander';
import { readValues } from '#main/compiler/read-inputs.ts';
import type { OpenWait, RunState } from '#main/engine/state.ts';
import { loadRun } from '#main/runtime/commands.ts';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import { AppError, appError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { type Answer, DECISIONS, type Decision } from '#shared/run/event.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { collect, valueOf } from '../command-line.ts';
import { executeHere } from '../execute-here.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import { finishRun } from '../finish-run.ts';
import type { Invocation } from '../invocation.ts';
import { isWorked } from '../live-worker.ts';
import { readPairs } from '../run-options.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface AnswerOptions {
  readonly step?: string;
  readonly question?: number;
  readonly approve?: boolean;
  readonly deny?: boolean;
  readonly set?: readonly string[];
  readonly decide?: Decision;
  readonly reason?: string;
  readonly continue?: boolean;
  readonly events?: boolean;
}

export function registerAnswer(program: Command, accept: Accept): void {
  program
    .command('answer')
    .description('answer what a run waits for')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--step <id>', 'which question, where more than one is open')
    .option(
      '--question <number>',
      'answer this one only, as show names it; refused when another is asked by now',
      valueOf('a whole number of 1 or more.', readNumber),
    )
    .option('--approve', 'agree, or confirm')
    .option('--deny', 'refuse')
    .option('--set <name=value>', 'value of a form field (repeatable)', collect)
    .option(
      '--decide <decision>',
      DECISIONS.join(', '),
      valueOf(`one of ${DECISIONS.join(', ')}.`, (text) => DECISIONS.find((decision) => decision === text)),
    )
    .option('--reason <text>', 'why')
    .option('--continue', 'execute the run here, to its end')
    .option('--events', 'with --continue: print one JSON event per line as they happen')
    .action((run: string, options: AnswerOptions) => accept((invocation) => answer(invocation, run, options)));
}

async function answer(invocation: Invocation, reference: string, options: AnswerOptions): Promise<ExitCode> {
  assertOneAnswer(options);
  if (options.events === true && (invocation.json || options.continue !== true)) {
    throw usageError('--events is for --continue, without --json');
  }
  const room = await invocation.openRoom();
  const run = requireRun(room.store, reference);
  const state = loadRun(room.store, run.runId);
  const asked = options.question ?? openQuestion(state, options)?.askedSeq;
  const given = answerOf(state, options);
  const outcome = await operatorCommand(
    room.services,
    run.runId,
    {
      type: 'answer',
      answer: given,
      reason: options.reason ?? null,
      ...(options.step === undefined ? {} : { stepId: options.step }),
      ...(asked === undefined ? {} : { askedSeq: asked }),
    },
    room.actor,
  );
  if (!outcome.ok) throw appError(outcome.error);
  const label = runLabel(run.number);
  if (options.continue === true) {
    const state = await executeHere(room, invocation, {
      runId: run.runId,
      kind: 'answer',
      events: options.events === true,
      mayAsk: invocation.io.canAsk && options.events !== true && !invocation.json,
    });
    return finishRun(room, invocation, state, { document: true });
  }
  const now = requireRun(room.store, run.runId);
  invocation.print({ run: now }, () => `${label} answered\n`);
  if (!isTerminal(now.execution) && now.execution !== 'waiting' && now.owner === null && !isWorked(room, now)) {
    invocation.say(`nobody executes ${label} now: start a worker (opsroom worker), or answer with --continue`);
  }
  return EXIT.ok;
}

function assertOneAnswer({ approve, deny, set, decide }: AnswerOptions): void {
  const given = [approve === true, deny === true, set !== undefined, decide !== undefined].filter(Boolean).length;
  if (given === 1) return;
  throw usageError(
    given === 0 ? 'what is the answer?' : 'one answer at a time',
    '--approve, --deny, --set name=value, or --decide recheck|retry|rollback|stop',
  );
}

function answerOf(state: RunState, options: AnswerOptions): Answer {
  if (options.decide !== undefined) return { kind: 'decide', decision: options.decide };
  if (options.deny === true) return { kind: 'deny' };
  const wait = openQuestion(state, options);
  // A form that asks for nothing is a piece of work that somebody did: to agree is to say so.
  if (options.set === undefined && wait?.kind !== 'form') return { kind: 'approve' };
  const given: Readonly<Record<string, Json>> = readPairs(options.set ?? [], '--set');
  if (wait?.kind !== 'form') return { kind: 'values', values: given };
  const values = readValues(wait.fields, given, { fromText: true, optional: wait.asker?.optional });
  if (values.ok) return { kind: 'values', values: values.value };
  throw new AppError('input.invalid', 'the values do not fit the form', {
    hint: 'give them with --set name=value',
    details: { problems: values.error.map(({ message, hint }) => `${message}. ${hint}`) },
  });
}

/** The question that the options mean; undefined when they name none that stands, or more than one. */
function openQuestion(state: RunState, { step: stepId, question }: AnswerOptions): OpenWait | undefined {
  const fitting = state.steps.flatMap(({ step, wait }) => {
    const isMeant = stepId === undefined || step.id === stepId;
    return wait !== null && isMeant && (question === undefined || wait.askedSeq === question) ? [wait] : [];
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

function readNumber(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
