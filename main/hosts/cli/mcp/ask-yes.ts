import { AppError } from '#shared/lib/app-error.ts';
import { askLines } from '../ask-lines.ts';
import type { Invocation } from '../invocation.ts';

/** Asks at the terminal; `undefined` when the person goes away. */
export async function askLine(invocation: Invocation, text: string): Promise<string | undefined> {
  const typed = await askLines(invocation.io, (ask) => ask(text));
  if (typed === undefined) invocation.say('');
  return typed;
}

/** Whether a person says yes. Throws AppError `mcp.ask` where nobody can be asked. */
export async function askYes(
  invocation: Invocation,
  question: string,
  yes: boolean,
  option = '--yes',
): Promise<boolean> {
  if (yes) return true;
  refuseUnasked(invocation, question, option);
  return /^y(?:es)?$/i.test((await askLine(invocation, `${question} [y/N] `)) ?? '');
}

/** Whether a person types this very word. Throws AppError `mcp.ask` where nobody can be asked. */
export async function askWord(
  invocation: Invocation,
  question: string,
  word: string,
  option: string,
): Promise<boolean> {
  refuseUnasked(invocation, question, option);
  return (await askLine(invocation, `${question}: type ${word} to go on: `)) === word;
}

function refuseUnasked(invocation: Invocation, question: string, option: string): void {
  if (invocation.io.canAsk) return;
  throw new AppError('mcp.ask', `nobody can be asked here: ${question}`, { hint: `say so with ${option}` });
}
