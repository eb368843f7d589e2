import { expect, test } from 'vitest';
import { askAgain } from '#renderer/client/ask-again.ts';
import { ClientError } from '#renderer/client/client-error.ts';

const lost = new ClientError({ code: 'connection.lost', message: 'broke' });
const never = new AbortController().signal;

/** Gives one outcome after the other: rejects with an error, else resolves. */
function outcomes(...all: readonly (Error | string)[]) {
  let at = 0;
  return () => {
    const next = all[at] ?? '';
    at += 1;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
}

test('a connection that breaks is no answer: it is asked again', async () => {
  expect(await askAgain(outcomes(lost, lost, 'lines'), never)).toBe('lines');
});

test('what is wrong with the thing itself is told', async () => {
  const damaged = new ClientError({ code: 'log.damaged', message: 'damaged' });
  await expect(askAgain(outcomes(lost, damaged, 'lines'), never)).rejects.toBe(damaged);
});

test('nothing is asked for once nobody wants it', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(askAgain(outcomes(lost, 'lines'), stop.signal)).rejects.toBe(lost);
});
