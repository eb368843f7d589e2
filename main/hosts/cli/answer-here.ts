import { readValues } from '#main/compiler/read-inputs.ts';
import type { OpenWait, RunState } from '#main/engine/state.ts';
import { operatorCommand } from '#main/runtime/operator-command.ts';
import type { Json } from '#shared/lib/json.ts';
import { type Answer, DECISIONS, type Decision } from '#shared/run/event.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { ControlRoom } from '../compose.ts';
import { type Ask, askLines } from './ask-lines.ts';
import { plainLine } from './format/text-width.ts';
import type { Invocation } from './invocation.ts';
import { askerLines } from './wait-text.ts';

interface Given {
  readonly answer: Answer;
  readonly reason: string | null;
}

/** Asks at the terminal for what a run waits for, until nothing is open. False when the person leaves it open. */
export async function answerHere(room: ControlRoom, invocation: Invocation, state: RunState): Promise<boolean> {
  for (const step of state.steps) {
    const { wait } = step;
    if (wait === null) continue;
    const { io } = invocation;
    invocation.say('');
    invocation.say(`${io.errPaint('bold', runLabel(state.number))} ${step.step.id}: ${plainLine(wait.message)}`);
    for (const line of askerLines(wait)) invocation.say(`  ${line}`);
    for (;;) {
      const given = await askLines(io, (put) => ask(put, wait, (text) => invocation.say(text)));
      if (given === undefined) {
        invocation.say('');
        return false;
      }
      // Another question may have come up at the step meanwhile: that one was not read.
      const { askedSeq } = wait;
      const command = { type: 'answer', stepId: step.step.id, askedSeq, ...given } as const;
      const outcome = await operatorCommand(room.services, state.runId, command, room.actor);
      if (outcome.ok) break;
      invocation.say(outcome.error.message);
      // Somebody else may have answered meanwhile, or its time was up: then the run moves on.
      if (outcome.error.code !== 'input.secret') break;
    }
  }
  return true;
}

async function ask(put: Ask, wait: OpenWait, say: (text: string) => void): Promise<Given | undefined> {
  switch (wait.kind) {
    case 'approval':
    case 'confirm':
      return askConsent(put, wait);
    case 'form':
      return askValues(put, wait, say);
    case 'decision':
      return askDecision(put, wait);
  }
}

async function askConsent(put: Ask, wait: OpenWait): Promise<Given | undefined> {
  for (;;) {
    const text = await put('approve, deny, or leave it open [approve/deny/later]: ');
    const kind = choice(text, ['approve', 'deny', 'later'] as const);
    if (text === undefined || kind === 'later') return undefined;
    if (kind === undefined) continue;
    const reason = await askReason(put, wait.reasonRequired);
    return reason === undefined ? undefined : { answer: { kind }, reason: reason === '' ? null : reason };
  }
}

async function askDecision(put: Ask, wait: OpenWait): Promise<Given | undefined> {
  const offered = DECISIONS.filter((decision) => wait.decisions.includes(decision));
  for (;;) {
    const text = await put(`what now? [${[...offered, 'later'].join('/')}]: `);
    const decision = choice<Decision | 'later'>(text, [...offered, 'later']);
    if (text === undefined || decision === 'later') return undefined;
    if (decision === undefined) continue;
    const reason = await askReason(put, wait.reasonRequired);
    return reason === undefined
      ? undefined
      : { answer: { kind: 'decide', decision }, reason: reason === '' ? null : reason };
  }
}

async function askValues(put: Ask, wait: OpenWait, say: (text: string) => void): Promise<Given | undefined> {
  for (;;) {
    const given: Record<string, Json> = {};
    for (const [name, field] of Object.entries(wait.fields)) {
      const isOptional = wait.asker?.optional.includes(name) === true;
      const usual = field.default === undefined ? (isOptional ? ' [none]' : '') : ` [${JSON.stringify(field.default)}]`;
      const text = await put(`${plainLine(field.title ?? name)} (${field.type})${usual}: `);
      if (text === undefined) return undefined;
      if (text !== '') given[name] = text;
    }
    if (Object.keys(wait.fields).length === 0) {
      const done = choice(await put('done? [yes/later]: '), ['yes', 'later'] as const);
      if (done !== 'yes') return undefined;
    }
    const values = readValues(wait.fields, given, { fromText: true, optional: wait.asker?.optional });
    if (values.ok) return { answer: { kind: 'values', values: values.value }, reason: null };
    for (const issue of values.error) say(`${issue.message}. ${issue.hint}`);
  }
}

async function askReason(put: Ask, isRequired: boolean): Promise<string | undefined> {
  for (;;) {
    const reason = await put(isRequired ? 'reason: ' : 'reason (optional): ');
    if (reason !== '' || !isRequired) return reason;
  }
}

/** The one choice that a text begins. */
function choice<T extends string>(text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined || text === '') return undefined;
  const fitting = choices.filter((candidate) => candidate.startsWith(text.toLowerCase()));
  return fitting.length === 1 ? fitting[0] : choices.find((candidate) => candidate === text.toLowerCase());
}
