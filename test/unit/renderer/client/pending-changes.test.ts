import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { PendingChanges } from '#renderer/client/pending-changes.ts';

type Lane = Readonly<Record<'held' | 'reserved', boolean>>;

/** A control room that answers when the test says so, in order. */
function setUp() {
  const client = new QueryClient();
  const key = ['lane'];
  client.setQueryData<Lane>(key, { held: false, reserved: false });
  const answers: ((error?: Error) => void)[] = [];
  const sent: Lane[] = [];
  const send = (next: Lane): Promise<Lane> => {
    sent.push(next);
    return new Promise((resolve, reject) => {
      answers.push((error) => (error === undefined ? resolve(next) : reject(error)));
    });
  };
  const changes = new PendingChanges<Lane>(client, key);
  const toggle = (name: keyof Lane) => changes.make((now) => ({ ...now, [name]: !now[name] }), send);
  return { client, key, answers, sent, toggle, shown: () => client.getQueryData<Lane>(key) };
}

test('two quick changes keep each other, and an earlier answer does not take the later one back', async () => {
  const { answers, sent, toggle, shown } = setUp();
  const first = toggle('held');
  const second = toggle('reserved');
  expect(sent).toEqual([
    { held: true, reserved: false },
    { held: true, reserved: true },
  ]);
  expect(shown()).toEqual({ held: true, reserved: true });
  answers[0]?.();
  await first;
  expect(shown()).toEqual({ held: true, reserved: true });
  const third = toggle('held');
  expect(sent[2]).toEqual({ held: false, reserved: true });
  for (const answer of answers) answer();
  await Promise.all([second, third]);
  expect(shown()).toEqual({ held: false, reserved: true });
});

test('what was refused is told and read anew', async () => {
  const { client, key, answers, toggle } = setUp();
  const change = toggle('held');
  answers[0]?.(new Error('read only'));
  await expect(change).rejects.toThrow('read only');
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});
