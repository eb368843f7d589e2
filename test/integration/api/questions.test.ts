import { expect, it } from 'vitest';
import { ended, refusal, start, testApi, until, work } from '#test/helpers/api-client.ts';

const DROP = `
pulser: 1
name: drop
title: Drop something
steps:
  - id: drop-it
    title: Drop it for good
    effect: irreversible
    do: { shell: "echo dropped > dropped.txt" }
    verify: [{ file: { path: dropped.txt, contains: dropped } }]
`;

const FORM = `
pulser: 1
name: ask
steps:
  - id: ask
    do:
      human:
        ask: How many?
        fields: { count: { type: integer, minimum: 1 } }
    verify: [{ output: "result.values.count > 0" }]
`;

/** Asks twice at one step: before the act, and for a person's word after it. */
const TWICE = `
pulser: 1
name: twice
steps:
  - id: write
    approve: true
    do: { shell: "echo done > done.txt" }
    verify: [{ human: Is it good? }]
`;

it('asks for approval, and lets an irreversible step act only once its id was typed', async () => {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const runId = await start(desk, DROP, { sessionId });
  await until(desk, runId, (run) => run.waitingFor !== null);

  const [question] = await client.questions.list({});
  expect(question).toMatchObject({
    run: { runId },
    stepId: 'drop-it',
    kind: 'approval',
    effect: 'irreversible',
    confirmText: 'drop-it',
    willRun: ['echo dropped > dropped.txt'],
  });
  const askedSeq = question?.askedSeq ?? 0;
  expect(desk.room.store.runs.events(runId)[askedSeq - 1]?.type).toBe('wait.opened');
  const approve = { runId, stepId: 'drop-it', askedSeq, answer: { kind: 'approve' }, reason: null } as const;
  for (const confirmText of [null, '', 'drop', 'DROP-IT', 'drop-it ']) {
    expect(await refusal(client.questions.answer({ ...approve, confirmText }))).toMatchObject({
      code: 'answer.confirm-text',
    });
  }
  const board = await client.board.get({ sessionId });
  expect(board.lanes[0]?.active).toMatchObject({ run: { runId, lane: 'A' }, question: { stepId: 'drop-it' } });

  await client.questions.answer({ ...approve, confirmText: 'drop-it' });
  expect(await until(desk, runId, ended)).toMatchObject({ verification: 'passed' });
  expect(await client.questions.list({})).toEqual([]);
  const answered = desk.room.store.runs.events(runId).find(({ type }) => type === 'wait.answered');
  expect(answered?.actor).toEqual(desk.room.actor);
});

it('needs nothing typed to say no', async () => {
  const desk = await testApi();
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, DROP, { sessionId });
  await until(desk, runId, (run) => run.waitingFor !== null);

  await desk.client.questions.answer({
    runId,
    stepId: 'drop-it',
    askedSeq: null,
    answer: { kind: 'deny' },
    reason: 'not today',
    confirmText: null,
  });

  expect(await until(desk, runId, ended)).toMatchObject({ verification: 'failed' });
});

it('holds the values of a form against its fields', async () => {
  const desk = await testApi();
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, FORM, { sessionId });
  await until(desk, runId, (run) => run.waitingFor !== null);
  const answer = (count: number) =>
    desk.client.questions.answer({
      runId,
      stepId: 'ask',
      askedSeq: null,
      answer: { kind: 'values', values: { count } },
      reason: null,
      confirmText: null,
    });

  expect(await refusal(answer(0))).toMatchObject({ code: 'input.invalid', details: { issues: [{ input: 'count' }] } });
  await answer(3);

  await until(desk, runId, ended);
  const { steps } = await desk.client.runs.get({ ref: runId });
  expect(steps[0]?.acts.length).toBeLessThanOrEqual(1);
});

it('takes an answer for the question that was read, and for no later one of the step', async () => {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const runId = await start(desk, TWICE, { sessionId });
  await until(desk, runId, (run) => run.waitingFor === 'approval');
  const [read] = await client.questions.list({});
  const approve = { runId, stepId: 'write', answer: { kind: 'approve' }, reason: null, confirmText: null } as const;
  const answer = (askedSeq: number | null) => client.questions.answer({ ...approve, askedSeq });
  await answer(read?.askedSeq ?? null);
  await until(desk, runId, (run) => run.waitingFor === 'confirm');

  expect(await refusal(answer(read?.askedSeq ?? null))).toMatchObject({
    code: 'run.question-changed',
    message: expect.stringContaining('step write'),
    hint: expect.stringContaining('read what it asks now'),
  });
  const values = { kind: 'values', values: {} } as const;
  expect(await refusal(client.questions.answer({ ...approve, answer: values, askedSeq: 1 }))).toMatchObject({
    code: 'run.question-changed',
  });
  const [now] = await client.questions.list({});
  expect(now?.askedSeq).toBeGreaterThan(read?.askedSeq ?? Number.POSITIVE_INFINITY);
  await answer(now?.askedSeq ?? null);
  await until(desk, runId, ended);
  expect(await refusal(answer(now?.askedSeq ?? null))).toMatchObject({ code: 'run.ended' });
});
