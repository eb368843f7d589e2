import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunId } from '#shared/run/ids.ts';
import { ended, refusal, start, type TestApi, testApi, until, work } from '#test/helpers/api-client.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const TOKEN = 'canary-Zq81LwR4f9Tz77Yx';
const BASE64 = Buffer.from(TOKEN).toString('base64');
const LOOKS_LIKE = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

const PLAN = `
pulser: 1
name: typed
onFailure: stop
secrets: [TOKEN]
steps:
  - id: ask
    do: { human: { ask: Which word?, fields: { word: { type: string } } } }
    verify: [{ output: 'result.values.word == "plain"' }]
  - id: allow
    approve: true
    do: { shell: exit 3 }
    verify: [{ file: { path: never } }]
`;

/** The files of a data folder, in one. */
function contentOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

/** Answers the one question of a run, as soon as it is asked. */
async function answerer(desk: TestApi, runId: RunId) {
  await until(desk, runId, (run) => run.execution === 'waiting');
  const [question] = (await desk.client.questions.list({})).filter((one) => one.run.runId === runId);
  if (question === undefined) throw new Error('nothing is asked');
  const { stepId, askedSeq } = question;
  return (answer: Parameters<typeof desk.client.questions.answer>[0]['answer'], reason: string | null) =>
    desk.client.questions.answer({ runId, stepId, askedSeq, answer, reason, confirmText: null });
}

it('stores no secret that a person typed: values that hold one are refused, reasons are masked', async () => {
  const room = await testRoom({ TOKEN });
  const desk = await testApi({ room });
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const held = await start(desk, PLAN, { sessionId });
  await client.runs.pause({ runId: held, reason: `until ${TOKEN} is new` });
  await client.runs.cancel({ runId: held, reason: `${BASE64} was wrong` });

  work(room);
  const runId = await start(desk, PLAN, { sessionId });
  const fill = await answerer(desk, runId);
  for (const word of [`my ${TOKEN}`, BASE64, LOOKS_LIKE]) {
    expect(await refusal(fill({ kind: 'values', values: { word } }, null))).toMatchObject({
      code: 'input.secret',
      message: expect.stringMatching(/^word holds a secret/),
      details: { input: 'word' },
    });
  }
  await fill({ kind: 'values', values: { word: 'plain' } }, `said ${TOKEN}`);
  const allow = await answerer(desk, runId);
  await allow({ kind: 'approve' }, `with ${LOOKS_LIKE}`);
  await until(desk, runId, ended);
  await client.runs.waive({ runId, stepId: 'allow', reason: `${TOKEN} expired`, until: null });
  await client.history.dispose({ which: { runIds: [held, runId] }, disposition: 'resolved', reason: `made ${BASE64}` });

  const reasons = [held, runId].flatMap((id) =>
    room.store.runs.events(id).flatMap(({ type, data }) => {
      const isTyped = ['pause.requested', 'cancel.requested', 'wait.answered', 'step.waived', 'disposition.changed'];
      return isTyped.includes(type) && 'reason' in data ? [`${type}: ${data.reason}`] : [];
    }),
  );
  expect(reasons).toEqual([
    'pause.requested: until *** is new',
    'cancel.requested: *** was wrong',
    'disposition.changed: made ***',
    'wait.answered: said ***',
    'wait.answered: with ***',
    'step.waived: *** expired',
    'disposition.changed: made ***',
  ]);
  const content = contentOf(room.dataDir);
  for (const secret of [TOKEN, BASE64, LOOKS_LIKE]) expect(content.includes(secret), secret).toBe(false);
});

it('takes a word of a person also where the secrets of the run cannot be had', async () => {
  const first = await testRoom({ TOKEN });
  const desk = await testApi({ room: first });
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, PLAN, { sessionId });
  const { client } = await testApi({ room: await testRoom({}, first.dataDir) });
  await client.runs.cancel({ runId, reason: `no ${LOOKS_LIKE} here` });
  expect(first.store.runs.get(runId)?.reason).toContain('no *** here');
});
