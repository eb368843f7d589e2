import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '#shared/lib/app-error.ts';
import type { Io } from './io.ts';

/** Asks for a text that does not show on the terminal. Throws AppError `usage.no-answer` when the person gives up. */
export async function askHidden(io: Io, question: string): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: io.stdin, output: silence, terminal: true });
  try {
    // Only now that the terminal no longer echoes: what is typed at once must not show either.
    io.err(question);
    const closed = new Promise<undefined>((resolve) => {
      prompt.once('close', () => resolve(undefined));
      prompt.once('SIGINT', () => resolve(undefined));
    });
    const answer = await Promise.race([prompt.question(''), closed]);
    if (answer === undefined) throw new AppError('usage.no-answer', 'nothing was given');
    return answer;
  } finally {
    prompt.close();
    io.err('\n');
  }
}
