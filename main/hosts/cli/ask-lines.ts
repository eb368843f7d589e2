import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Puts a question and takes the line that is typed, trimmed; `undefined` once the person has gone away. */
export type Ask = (text: string) => Promise<string | undefined>;

/** Asks at the terminal, as long as `use` does. */
export async function askLines<T>(io: Io, use: (ask: Ask) => Promise<T>): Promise<T> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr, terminal: true });
  const left = new AbortController();
  prompt.once('SIGINT', () => left.abort());
  prompt.once('close', () => left.abort());
  const ask: Ask = async (text) => {
    if (left.signal.aborted) return undefined;
    try {
      return (await prompt.question(text, { signal: left.signal })).trim();
    } catch (error) {
      if (left.signal.aborted) return undefined;
      throw error;
    }
  };
  try {
    return await use(ask);
  } finally {
    prompt.close();
  }
}
