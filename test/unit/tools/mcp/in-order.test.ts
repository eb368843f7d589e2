import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { InOrder } from '#main/tools/mcp/in-order.ts';

const answer = (id: number) => ({ jsonrpc: '2.0', id, result: {} }) as const;
const notice = (method: string) => ({ jsonrpc: '2.0', method }) as const;

/** Takes messages as the client of the protocol does: answers at once, notifications a turn later. */
function client() {
  const dealt: (string | number)[] = [];
  const order = new InOrder((message) => {
    if ('id' in message) dealt.push(message.id as number);
    else void Promise.resolve().then(() => dealt.push('method' in message ? message.method : ''));
  });
  return { order, dealt };
}

it('deals with a notification before the answer behind it', async () => {
  const { order, dealt } = client();
  for (const message of [notice('a'), notice('b'), answer(1), notice('c'), answer(2), answer(3)]) order.take(message);
  while (dealt.length < 6) await nextTurn();
  expect(dealt).toEqual(['a', 'b', 1, 'c', 2, 3]);
});

it('hands an answer on at once where nothing came before it', () => {
  const { order, dealt } = client();
  order.take(answer(1));
  expect(dealt).toEqual([1]);
});

it('hands on what waits when nothing comes any more, and nothing twice', async () => {
  const { order, dealt } = client();
  for (const message of [notice('a'), answer(1), answer(2)]) order.take(message);
  order.flush();
  expect(dealt).toEqual([1, 2]);
  await nextTurn();
  expect(dealt).toEqual([1, 2, 'a']);
});
