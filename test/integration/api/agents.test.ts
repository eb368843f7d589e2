import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { createRouter } from '#main/api/router.ts';
import type { Actor } from '#shared/run/actor.ts';
import {
  ended,
  refusal,
  start,
  type TestApi,
  type TestClient,
  testApi,
  until,
  work,
} from '#test/helpers/api-client.ts';

const GATED = `
pulser: 1
name: gated
steps:
  - id: write
    approve: true
    do: { shell: "echo done > done.txt" }
    verify: [{ file: { path: done.txt, contains: done } }]
`;

const FORM = `
pulser: 1
name: form
steps:
  - id: ask
    do: { human: { ask: How many?, fields: { count: { type: integer } } } }
    verify: [{ output: "result.values.count > 0" }]
`;

const SEEN = `
pulser: 1
name: seen
steps:
  - id: look
    do: { shell: "true" }
    verify: [{ human: Is it green? }]
`;

const agent: Actor = { kind: 'agent', name: 'helper 1.0' };

/** The same calls in the name of an agent. */
function asAgent({ api }: TestApi, actor = agent): TestClient {
  return createRouterClient(createRouter(), { context: { api: { ...api, actor } } });
}

async function waiting(desk: TestApi, client: TestClient, text: string) {
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start({ client }, text, { sessionId });
  await until(desk, runId, (run) => run.waitingFor !== null);
  return runId;
}

const approve = { askedSeq: null, answer: { kind: 'approve' }, reason: null, confirmText: null } as const;
const answeredIn = (desk: TestApi, runId: Parameters<TestApi['room']['store']['runs']['events']>[0]) =>
  desk.room.store.runs.events(runId).find((event) => event.type === 'wait.answered');

describe('an agent', () => {
  it('cannot approve a step of a run that it started, under whatever name', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await waiting(desk, asAgent(desk), GATED);
    for (const client of [asAgent(desk), asAgent(desk, { kind: 'agent', name: 'somebody else' })]) {
      expect(await refusal(client.questions.answer({ runId, stepId: 'write', ...approve }))).toMatchObject({
        code: 'answer.own-run',
        message: expect.stringContaining('helper 1.0'),
        hint: expect.stringContaining('operator'),
      });
    }
    expect(desk.room.store.runs.get(runId)?.waitingFor).toBe('approval');
    await desk.client.questions.answer({ runId, stepId: 'write', ...approve });
    expect(await until(desk, runId, ended)).toMatchObject({ verification: 'passed' });
    expect(answeredIn(desk, runId)?.data).not.toHaveProperty('allowedBy');
  });

  it('cannot approve a later attempt either, whoever asked for it', async () => {
    const desk = await testApi();
    work(desk.room);
    const first = await waiting(desk, asAgent(desk), GATED);
    await asAgent(desk).questions.answer({ runId: first, stepId: 'write', ...approve, answer: { kind: 'deny' } });
    await until(desk, first, ended);
    const { runId } = await desk.client.runs.retry({
      runId: first,
      fromStep: 'write',
      revision: 'recorded',
      lane: null,
      strict: false,
    });
    await until(desk, runId, (run) => run.waitingFor !== null);
    const refused = await refusal(asAgent(desk).questions.answer({ runId, stepId: 'write', ...approve }));
    expect(refused).toMatchObject({ code: 'answer.own-run', message: expect.stringContaining('R-1 was started by') });
  });

  it('may where the policy says so, and the record tells it', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await waiting(desk, asAgent(desk), GATED);
    await desk.client.settings.update({ agentApprovals: 'all' });
    await asAgent(desk).questions.answer({ runId, stepId: 'write', ...approve });
    expect(await until(desk, runId, ended)).toMatchObject({ verification: 'passed' });
    expect(answeredIn(desk, runId)).toMatchObject({ actor: agent, data: { allowedBy: 'all' } });
    const { proof } = await desk.client.runs.step({ runId, stepId: 'write' });
    expect(proof?.answers).toMatchObject([{ actor: agent, allowedBy: 'all' }]);
  });

  it('may in a run that a person started, and not where agents may approve nothing', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await waiting(desk, desk.client, GATED);
    await desk.client.settings.update({ agentApprovals: 'none' });
    expect(await refusal(asAgent(desk).questions.answer({ runId, stepId: 'write', ...approve }))).toMatchObject({
      code: 'answer.agents-none',
    });
    await desk.client.settings.update({ agentApprovals: 'others' });
    await asAgent(desk).questions.answer({ runId, stepId: 'write', ...approve });
    await until(desk, runId, ended);
    expect(answeredIn(desk, runId)).toMatchObject({ actor: agent, data: { allowedBy: 'others' } });
  });

  it('cannot fill in a form of a run that it started, and may refuse it', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await waiting(desk, asAgent(desk), FORM);
    const values = { kind: 'values', values: { count: 7 } } as const;
    const answer = { runId, stepId: 'ask', askedSeq: null, answer: values, reason: null, confirmText: null };
    expect(await refusal(asAgent(desk).questions.answer(answer))).toMatchObject({ code: 'answer.own-run' });
    await asAgent(desk).questions.answer({ ...answer, answer: { kind: 'deny' } });
    expect(await until(desk, runId, ended)).toMatchObject({ verification: 'failed' });
    expect(answeredIn(desk, runId)).toMatchObject({ actor: agent });
    expect(answeredIn(desk, runId)?.data).not.toHaveProperty('allowedBy');
  });

  it('runs only published plans where the policy says so', async () => {
    const desk = await testApi();
    const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
    await desk.client.settings.update({ agentPlans: 'library' });
    const { digest } = await desk.client.plans.store({ text: GATED });
    const order = { digest, sessionId, inputs: {}, lane: null, priority: 0, strict: false, documentId: null };
    expect(await refusal(asAgent(desk).runs.start(order))).toMatchObject({
      code: 'plan.not-published',
      hint: expect.stringContaining('publish'),
    });
    expect((await desk.client.runs.start(order)).number).toBe(1);
    const { id: documentId } = await desk.client.plans.create({ text: GATED, origin: 'new' });
    const { textDigest } = await desk.client.plans.get({ documentId });
    await desk.client.plans.publish({ documentId, basedOn: textDigest });
    expect((await asAgent(desk).runs.start({ ...order, documentId })).number).toBe(2);
    await desk.client.plans.archive({ documentId, archived: true });
    expect(await refusal(asAgent(desk).runs.start(order))).toMatchObject({ code: 'plan.not-published' });
  });

  it('never gives a person’s word, whatever the policy', async () => {
    const desk = await testApi();
    work(desk.room);
    await desk.client.settings.update({ agentApprovals: 'all' });
    const runId = await waiting(desk, desk.client, SEEN);
    for (const kind of ['approve', 'deny'] as const) {
      const answer = { runId, stepId: 'look', ...approve, answer: { kind } };
      expect(await refusal(asAgent(desk).questions.answer(answer)), kind).toMatchObject({ code: 'answer.person-only' });
    }
    expect(desk.room.store.runs.get(runId)?.waitingFor).toBe('confirm');
  });
});
