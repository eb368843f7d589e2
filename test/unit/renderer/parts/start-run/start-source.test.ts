import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { answerOptions } from '#renderer/client/query.ts';
import { planToStart, type ReadyPlan } from '#renderer/parts/start-run/start-source.ts';
import type { ContractClient } from '#shared/api/contract.ts';

/** Plans whose texts are their digests; an answer comes when the test says so. */
function heldPlans() {
  const held: (() => void)[] = [];
  const store = async ({ text }: { readonly text: string }) => {
    await new Promise<void>((resolve) => held.push(resolve));
    return { digest: text, plan: { title: text } };
  };
  const answer = async (): Promise<void> => {
    for (const go of held.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { api: { plans: { store } } as unknown as Pick<ContractClient, 'plans'>, answer };
}

const text = (text: string) => ({ kind: 'text', text }) as const;

test('while another plan is read there is none to start, and what was read once is not taken for what stands there now', async () => {
  const { api, answer } = heldPlans();
  const client = new QueryClient();
  const options = (source: string) => answerOptions<ReadyPlan>(...planToStart(api, text(source), null));
  const observer = new QueryObserver(client, options('A'));
  const stop = observer.subscribe(() => {});
  await answer();
  expect(observer.getCurrentResult().data?.digest).toBe('A');

  observer.setOptions(options('B'));
  expect(observer.getCurrentResult().data).toBeUndefined();
  await answer();
  expect(observer.getCurrentResult().data?.digest).toBe('B');

  await new Promise((resolve) => setTimeout(resolve, 0));
  observer.setOptions(options('A'));
  expect(observer.getCurrentResult().data).toBeUndefined();
  stop();
  client.clear();
});
