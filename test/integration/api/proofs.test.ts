import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ended, refusal, start, testApi, until, work } from '#test/helpers/api-client.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const PLAN = `
pulser: 1
name: note
title: Leave a note
inputs: { who: { type: string } }
steps:
  - id: write
    do: { shell: 'echo "for $INPUT_WHO" | tee note.txt' }
    verify: [{ file: { path: note.txt, contains: for } }]
    artifacts: [note.txt]
`;

async function noted(options: Parameters<typeof testApi>[0] = {}) {
  const desk = await testApi(options);
  work(desk.room);
  const { id: sessionId } = await desk.client.sessions.create({ name: 'work' });
  const runId = await start(desk, PLAN, { sessionId, inputs: { who: 'the-secret-garden' } });
  await until(desk, runId, ended);
  return { ...desk, runId };
}

const NOTHING = { artifacts: [], logs: [], fields: [] };

it('says what a bundle would hold, writes it for a download, and verifies what was downloaded', async () => {
  const { client, runId, room } = await noted();

  const preview = await client.proofs.preview({ runId });
  expect(preview).toMatchObject({ fileName: 'note-R-1.opsproof.zip', folder: null, signer: null });
  expect(preview.included.map(({ kind, exclude }) => [kind, exclude])).toEqual([
    ['plan', null],
    ['proofs', null],
    ['events', null],
    ['keys', null],
    ['report', null],
    ['log', 'write'],
    ['artifact', 'note.txt'],
  ]);
  expect(preview.redactable).toContainEqual({
    pattern: '/data/inputs/who',
    label: 'input who',
    sample: 'the-secret-garden',
    places: 1,
  });

  const exported = await client.proofs.export({ runId, exclude: NOTHING, layout: false, folderId: null });
  expect(exported).toMatchObject({ fileName: 'note-R-1.opsproof.zip', path: null, withheld: [] });
  expect(exported.commands.map(({ title }) => title)).toEqual([
    'opsroom',
    'coreutils and OpenSSH',
    'openssl',
    'cosign',
  ]);
  expect(exported.commands.every(({ command }) => command.includes('note-R-1'))).toBe(true);

  const parts: Buffer[] = [];
  for (let offset = 0; offset < exported.bytes; ) {
    const { base64 } = await client.proofs.read({ exportId: exported.exportId, offset, maxBytes: 1000 });
    const bytes = Buffer.from(base64, 'base64');
    parts.push(bytes);
    offset += bytes.length;
  }
  const bundle = Buffer.concat(parts);
  expect(`sha256:${createHash('sha256').update(bundle).digest('hex')}`).toBe(exported.digest);

  const file = new File([bundle], 'sent.opsproof.zip');
  expect(await client.proofs.verify({ file })).toMatchObject({
    fileName: 'sent.opsproof.zip',
    digest: exported.digest,
    outcome: 'valid',
    failures: [],
    signer: { fingerprint: exported.fingerprint, trustedAs: 'this installation' },
    run: { plan: 'note 0.0.0', verdict: 'passed', steps: [{ id: 'write', verdict: 'verified', strength: 'proven' }] },
  });
  bundle[bundle.length - 300] = (bundle[bundle.length - 300] ?? 0) ^ 1;
  const changed = await client.proofs.verify({ file: new File([bundle], 'sent.opsproof.zip') });
  expect(changed.outcome).toBe('invalid');
  expect(changed.failures.length).toBeGreaterThan(0);
  expect(room.store.runs.events(runId).at(-1)).toMatchObject({ type: 'run.exported', actor: room.actor });
});

it('leaves out what was named, and takes the offered patterns', async () => {
  const folder = tempFolder();
  const folderId = crypto.randomUUID();
  const desk = await noted({ host: { folderOf: (id) => (id === folderId ? folder : undefined) } });
  const { client, runId } = desk;
  const exclude = { artifacts: ['note.txt'], logs: ['write'], fields: ['/data/inputs/who', '/data/call'] };

  const exported = await client.proofs.export({ runId, exclude, layout: true, folderId });

  expect(exported.path).toBe(join(folder, 'note-R-1.opsproof.zip'));
  expect(exported.withheld.some((name) => name.startsWith('field '))).toBe(true);
  expect(readFileSync(exported.path ?? '').includes('the-secret-garden')).toBe(false);
  expect(exported.commands.map(({ title }) => title)).toContain('in-toto');
  expect(await client.proofs.verify({ exportId: exported.exportId })).toMatchObject({ outcome: 'valid' });
  const again = await client.proofs.export({ runId, exclude: NOTHING, layout: false, folderId });
  expect(again.fileName).toBe('note-R-1-2.opsproof.zip');
  expect(existsSync(join(folder, 'note-R-1.opsproof.zip'))).toBe(true);
});

it('refuses folders, bundles and runs that nobody may name', async () => {
  const { client, runId } = await noted();
  const order = { runId, exclude: NOTHING, layout: false } as const;
  const id = crypto.randomUUID();
  expect(await refusal(client.proofs.export({ ...order, folderId: id }))).toMatchObject({
    code: 'host.unknown-folder',
  });
  expect(await refusal(client.proofs.verify({ openedId: id }))).toMatchObject({ code: 'bundle.unknown-opened' });
  expect(await refusal(client.proofs.verify({ exportId: id }))).toMatchObject({ code: 'bundle.unknown-export' });
  const unknown = client.proofs.preview({ runId: id as typeof runId });
  expect(await refusal(unknown)).toMatchObject({ code: 'run.unknown' });
});

it('reads artifacts by their content, and says where they come from', async () => {
  const { client, runId } = await noted();
  const page = await client.artifacts.list({ text: '', runId, before: null, limit: 10 });
  const file = page.groups[0]?.steps[0]?.files[0];
  if (file === undefined) throw new Error('no artifact');
  const { base64, size } = await client.artifacts.read({ digest: file.digest, offset: 4, maxBytes: 100 });
  expect([Buffer.from(base64, 'base64').toString(), size]).toEqual(['the-secret-garden\n', 22]);
  expect(await client.artifacts.verify({ digest: file.digest })).toMatchObject({ status: 'intact' });
  expect(await client.artifacts.origin({ runId, stepId: 'write', name: 'note.txt' })).toMatchObject({
    run: { runId },
    evidenceFor: ['file note.txt'],
    previous: null,
  });
});
