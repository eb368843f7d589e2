import { describe, expect, it } from 'vitest';
import type { SessionId } from '#shared/run/ids.ts';
import { ended, refusal, start, type TestApi, testApi, until, work } from '#test/helpers/api-client.ts';

const PLAN = `
pulser: 1
name: greet
title: Greet somebody
inputs:
  who: { type: string, default: world }
steps:
  - id: write
    title: Write the greeting
    do: { shell: 'echo "hello $INPUT_WHO" | tee greeting.txt' }
    verify:
      - name: the greeting is there
        file: { path: greeting.txt, contains: "hello" }
    undo: { file: { delete: greeting.txt } }
    artifacts: [greeting.txt]
  - id: count
    effect: read
    do: { shell: "wc -c greeting.txt" }
    verify: [{ exit: 0 }]
`;

async function session({ client }: Pick<TestApi, 'client'>, name = 'work'): Promise<SessionId> {
  return (await client.sessions.create({ name })).id;
}

describe('runs', () => {
  it('starts a stored plan by its digest, and shows the run with its steps, checks, acts and times', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await start(desk, PLAN, { sessionId: await session(desk), inputs: { who: 'ops' } });
    await until(desk, runId, ended);

    const detail = await desk.client.runs.get({ ref: runId });

    expect(detail).toMatchObject({
      run: { execution: 'finished', verification: 'passed', lane: 'A' },
      status: 'succeeded',
      planTitle: 'Greet somebody',
      createdBy: desk.room.actor,
      inputs: { who: 'ops' },
      proofs: { verified: 2, total: 2 },
      questions: [],
    });
    const [write] = detail.steps;
    expect(write).toMatchObject({
      tool: 'shell',
      effect: 'write',
      undo: { text: 'delete greeting.txt', verdict: null },
      checks: [
        { name: 'the greeting is there', strength: 'proven', before: { status: 'red' }, after: { status: 'green' } },
      ],
      acts: [{ try: 1, undo: false, ok: true, error: null }],
      artifacts: [{ name: 'greeting.txt' }],
    });
    expect(write?.spans.map(({ kind }) => kind)).toEqual(['checks', 'act', 'checks']);
    expect(write?.spans.every(({ from, to }) => to !== null && to >= from)).toBe(true);
    const events = desk.room.store.runs.events(runId);
    expect(detail.head).toEqual({ seq: events.length, hash: events.at(-1)?.hash });
    expect((await desk.client.runs.get({ ref: 'R-1' })).run.runId).toBe(runId);
  });

  it('shows one step with its call, record and chain', async () => {
    const desk = await testApi();
    work(desk.room);
    const runId = await start(desk, PLAN, { sessionId: await session(desk) });
    await until(desk, runId, ended);

    const step = await desk.client.runs.step({ runId, stepId: 'write' });

    expect(step).toMatchObject({ tool: { kind: 'shell' }, result: { exitCode: 0 }, proof: { verdict: 'verified' } });
    expect(step.chain.map(({ type }) => type)).toEqual(['step.started', 'step.settled']);
    expect(step.digests.record).toMatch(/^sha256:/);
    expect(await refusal(desk.client.runs.step({ runId, stepId: 'nothing' }))).toMatchObject({
      code: 'run.unknown-step',
    });
  });

  it('continues from a step as a new attempt that keeps what was verified', async () => {
    const desk = await testApi();
    work(desk.room);
    const sessionId = await session(desk);
    const runId = await start(desk, PLAN, { sessionId });
    await until(desk, runId, ended);

    const again = await desk.client.runs.retry({
      runId,
      fromStep: 'count',
      revision: 'recorded',
      lane: 'B',
      strict: false,
    });
    await until(desk, again.runId, ended);

    const detail = await desk.client.runs.get({ ref: again.runId });
    expect(detail.attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect((await desk.client.runs.get({ ref: runId })).attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(detail.steps.map(({ summary }) => summary.verdict)).toEqual(['carried', 'verified']);
    expect(detail.run.lane).toBe('B');
    const compared = await desk.client.runs.compare({ left: runId, right: again.runId });
    expect(compared.plan.same).toBe(true);
    expect(compared.steps.map(({ left, right }) => [left?.tries, right?.tries])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    const changed = desk.client.runs.retry({
      runId,
      fromStep: 'count',
      revision: 'recorded',
      lane: null,
      strict: false,
      inputs: { who: 'else' },
    });
    expect(await refusal(changed)).toMatchObject({ code: 'input.kept' });
  });

  it('refuses what cannot be started, and queues nothing', async () => {
    const desk = await testApi();
    const sessionId = await session(desk);
    const { digest } = await desk.client.plans.store({ text: PLAN });
    const asked = { digest, sessionId, inputs: {}, lane: null, priority: 0, strict: false, documentId: null } as const;

    expect(await refusal(desk.client.runs.start({ ...asked, strict: true }))).toMatchObject({ code: 'plan.weak' });
    expect(await refusal(desk.client.runs.start({ ...asked, inputs: { who: 5 } }))).toMatchObject({
      code: 'input.invalid',
      details: { issues: [{ input: 'who' }] },
    });
    const other = `sha256:${'0'.repeat(64)}` as typeof digest;
    expect(await refusal(desk.client.runs.start({ ...asked, digest: other }))).toMatchObject({ code: 'plan.unknown' });
    await desk.client.sessions.archive({ sessionId });
    expect(await refusal(desk.client.runs.start(asked))).toMatchObject({ code: 'session.archived' });
    expect(desk.room.store.runs.list({})).toEqual([]);
  });

  it('pauses, resumes, moves and cancels in the name of the person', async () => {
    const desk = await testApi();
    const sessionId = await session(desk);
    const first = await start(desk, PLAN, { sessionId });
    const second = await start(desk, PLAN, { sessionId });

    expect(await desk.client.runs.move({ runId: second, lane: 'C', before: null })).toMatchObject({ laneWish: 'C' });
    expect(await desk.client.runs.pause({ runId: first, reason: 'lunch' })).toMatchObject({ paused: true });
    expect(await desk.client.runs.resume({ runId: first })).toMatchObject({ paused: false });
    expect(await desk.client.runs.cancel({ runId: first, reason: null })).toMatchObject({ execution: 'canceled' });

    const { events, total } = await desk.client.runs.events({ runId: first, after: 1, limit: 2 });
    expect(events.map(({ type, actor }) => [type, actor.name])).toEqual([
      ['pause.requested', desk.room.actor.name],
      ['run.parked', 'engine'],
    ]);
    expect(total).toBeGreaterThan(3);
  });
});
