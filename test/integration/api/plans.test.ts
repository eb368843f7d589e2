import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ended, refusal, testApi, until, work } from '#test/helpers/api-client.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const PLAN = `
pulser: 1
name: tidy
title: Tidy up
version: 1.0.0
inputs: { what: { type: string, default: dust } }
connections: { books: { driver: sqlite, path: "\${{ run.workspace }}/books.db" } }
steps:
  - id: sweep
    do: { shell: 'echo "$INPUT_WHAT" > swept.txt' }
    verify: [{ file: { path: swept.txt } }]
`;

it('outlines a text while it is still wrong, and counts what is wrong with each step', async () => {
  const { client } = await testApi();

  const broken = await client.plans.check({ text: PLAN.replace('verify: [{', 'verify: [{{') });
  expect(broken.plan).toBeNull();
  expect(broken.diagnostics[0]?.severity).toBe('error');
  expect(broken.outline).toMatchObject([{ id: 'sweep', tool: 'shell', inputs: ['what'], fromLine: 9, errors: 2 }]);

  const sound = await client.plans.check({ text: PLAN });
  expect(sound).toMatchObject({ plan: { name: 'tidy' }, outline: [{ checks: 1, hasUndo: false, errors: 0 }] });
});

it.each([
  ['', 0],
  ['\0', 1],
  ['[', 1],
  ['steps: [', 1],
  ['- - - -'.repeat(500), 1],
  ['&a [*a]', 1],
  ['steps:\n  - id: [x]\n    do: 5\n    needs: {}\n', 1],
])('never throws on a text that is no plan: %j', async (text, least) => {
  const { client } = await testApi();
  const { plan, diagnostics } = await client.plans.check({ text });
  expect(plan).toBeNull();
  expect(diagnostics.length).toBeGreaterThanOrEqual(least);
});

it('reads two megabytes beside the event loop', async () => {
  const { client } = await testApi();
  const steps = Array.from(
    { length: 9_000 },
    (_, i) =>
      `  - id: s${i}\n    effect: read\n    do: { shell: "echo ${'x'.repeat(120)}" }\n    verify: [{ exit: 0 }]\n`,
  );
  const text = `pulser: 1\nname: long\nsteps:\n${steps.join('')}`;
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const check = await client.plans.check({ text });
  clearInterval(timer);
  expect(text.length).toBeGreaterThan(1_500_000);
  expect(check.outline).toHaveLength(9_000);
  // Not the reading, which takes seconds: taking the answer in.
  expect(longest).toBeLessThan(1_000);
});

it('keeps documents: drafts with a guard, revisions that can be run and retried', async () => {
  const { client, room } = await testApi();
  const created = await client.plans.create({ text: PLAN, origin: 'new' });
  expect(created).toMatchObject({ name: 'tidy', title: 'Tidy up', head: null, hasDraft: true });
  const { textDigest } = await client.plans.get({ documentId: created.id });

  const first = await client.plans.publish({ documentId: created.id, basedOn: textDigest });
  expect(first).toMatchObject({ number: 1, version: '1.0.0', by: room.actor.name });
  const text = PLAN.replace('1.0.0', '1.1.0');
  const saved = await client.plans.saveDraft({ documentId: created.id, text, basedOn: textDigest });
  const late = client.plans.saveDraft({ documentId: created.id, text: 'other', basedOn: textDigest });
  expect(await refusal(late)).toMatchObject({ code: 'plan.draft-changed', details: { text } });
  const second = await client.plans.publish({ documentId: created.id, basedOn: saved.textDigest });

  expect(await client.plans.list({ archived: false })).toMatchObject([
    {
      published: { name: 'tidy', title: 'Tidy up' },
      version: '1.1.0',
      digest: second.digest,
      steps: 1,
      effect: 'write',
      runs: 0,
      lastRun: null,
      hasDraft: false,
    },
  ]);
  expect((await client.plans.revision({ documentId: created.id, number: 1 })).text).toBe(PLAN);
  const broken = await client.plans.saveDraft({
    documentId: created.id,
    text: 'name: [',
    basedOn: saved.textDigest,
  });
  const refused = await refusal(client.plans.publish({ documentId: created.id, basedOn: broken.textDigest }));
  expect(refused).toMatchObject({ code: 'plan.invalid', details: { diagnostics: [{ severity: 'error' }] } });
  await client.plans.archive({ documentId: created.id, archived: true });
  expect(await client.plans.list({ archived: false })).toEqual([]);
});

it('runs a plan that came from a file in the folder of that file', async () => {
  const folder = tempFolder();
  const folderId = crypto.randomUUID();
  const desk = await testApi({ host: { folderOf: (id) => (id === folderId ? folder : undefined) } });
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const { id: documentId } = await client.plans.create({ text: PLAN, origin: 'file', folderId });
  const { digest } = await client.plans.store({ text: PLAN });
  const asked = { digest, sessionId, inputs: {}, lane: null, priority: 0, strict: false, documentId };
  const { runId } = await client.runs.start(asked);
  await until(desk, runId, ended);
  expect(readdirSync(folder)).toEqual(['swept.txt']);
  const elsewhere = client.plans.create({ text: PLAN, origin: 'file', folderId: crypto.randomUUID() });
  expect(await refusal(elsewhere)).toMatchObject({ code: 'host.unknown-folder' });
});

it('retries with the plan as it ran, or with the newest revision', async () => {
  const desk = await testApi();
  work(desk.room);
  const { client } = desk;
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const { id: documentId } = await client.plans.create({ text: PLAN, origin: 'new' });
  const before = await client.plans.get({ documentId });
  const first = await client.plans.publish({ documentId, basedOn: before.textDigest });
  const asked = { digest: first.digest, sessionId, inputs: {}, lane: null, priority: 0, strict: false, documentId };
  const { runId } = await client.runs.start(asked);
  await until(desk, runId, ended);
  const text = PLAN.replace('1.0.0', '2.0.0');
  const saved = await client.plans.saveDraft({ documentId, text, basedOn: before.textDigest });
  await client.plans.publish({ documentId, basedOn: saved.textDigest });

  const again = async (revision: 'recorded' | 'current') => {
    const retried = await client.runs.retry({ runId, fromStep: 'sweep', revision, lane: null, strict: false });
    await until(desk, retried.runId, ended);
    return (await client.runs.get({ ref: retried.runId })).run.planVersion;
  };
  expect(await again('recorded')).toBe('1.0.0');
  expect(await again('current')).toBe('2.0.0');
});

it('dry runs without acting, and tests connections by reading', async () => {
  const { client, room } = await testApi();
  const { digest } = await client.plans.store({ text: PLAN });

  // Without a session it reads as in a new one, and makes none.
  const first = await client.plans.dryRun({ digest, inputs: {}, sessionId: null, documentId: null });
  expect(first).toMatchObject([{ id: 'sweep', verdict: 'would-run' }]);
  expect(await client.sessions.list({ archived: false })).toEqual([]);
  expect(existsSync(join(room.dataDir, 'workspaces')) ? readdirSync(join(room.dataDir, 'workspaces')) : []).toEqual([]);

  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const steps = await client.plans.dryRun({ digest, inputs: {}, sessionId, documentId: null });
  expect(steps).toMatchObject([{ id: 'sweep', verdict: 'would-run' }]);
  expect(room.store.runs.list({})).toEqual([]);
  expect(await client.plans.checkInputs({ digest, inputs: { what: 1, who: 'x' } })).toMatchObject({
    problems: [{ input: 'what' }, { input: 'who' }],
  });

  const document = await client.plans.create({ text: PLAN, origin: 'new' });
  const { textDigest } = await client.plans.get({ documentId: document.id });
  await client.plans.publish({ documentId: document.id, basedOn: textDigest });
  expect(await client.settings.connections({})).toMatchObject([{ planName: 'tidy', name: 'books', driver: 'sqlite' }]);
  const missing = await client.settings.testConnection({ documentId: document.id, name: 'books' });
  expect(missing).toMatchObject({ ok: false });
});

it('offers the templates, each of them a plan that can run', async () => {
  const { client } = await testApi();
  const templates = await client.plans.templates({});
  expect(templates.length).toBeGreaterThan(3);
  for (const { id, description } of templates) {
    expect(description).not.toBe('');
    expect((await client.plans.check(await client.plans.template({ id }))).plan).not.toBeNull();
  }
  expect(await refusal(client.plans.template({ id: '../../package' }))).toMatchObject({
    code: 'plan.unknown-template',
  });
  expect(await client.plans.schema({})).toMatchObject({ type: 'object' });
});
