import { createInterface } from 'node:readline/promises';
import { AppError } from '#shared/lib/app-error.ts';
import type { Invocation } from '../invocation.ts';

/** Asks at the terminal; `undefined` when the person goes away. */
export async function askLine(invocation: Invocation, text: string): Promise<string | undefined> {
  const { io } = invocation;
  const prompt = createInterface({ input: io.stdin, output: io.stderr, terminal: true });
  const left = new AbortController();
  prompt.once('SIGINT', () => left.abort());
  prompt.once('close', () => left.abort());
  try {
    return (await prompt.question(text, { signal: left.signal })).trim();
  } catch (error) {
    if (!left.signal.aborted) throw error;
    invocation.say('');
    return undefined;
  } finally {
    prompt.close();
  }
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
