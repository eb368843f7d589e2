import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ended, refusal, start, testApi, until, work } from '#test/helpers/api-client.ts';
import { testRoom } from '#test/helpers/run-plan.ts';

const SECRET = 'correct-horse-battery-9f3c';

it('keeps settings and lane policies, and says who set them', async () => {
  const { client, room } = await testApi();
  expect(await client.settings.update({ theme: 'dark', keepInTray: true })).toMatchObject({ theme: 'dark' });
  expect(await client.settings.get({})).toMatchObject({ theme: 'dark', keepInTray: true, keys: { overrides: {} } });
  const lanes = await client.settings.setLane({ lane: 'B', held: true, reserved: true });
  expect(lanes.B).toMatchObject({ held: true, reserved: true, changedBy: room.actor });
  expect(await client.settings.lanes({})).toEqual(lanes);
  // Only what is given is set: a window that knows of an older state takes nothing else back.
  expect((await client.settings.setLane({ lane: 'B', held: false })).B).toMatchObject({ held: false, reserved: true });
  expect((await client.settings.setLane({ lane: 'C', reserved: true })).C).toMatchObject({
    held: false,
    reserved: true,
  });
});

it('takes secrets in and never gives them out', async () => {
  const room = await testRoom({ OPSROOM_PASSPHRASE: 'a passphrase of the test', shadow: 'x' }, undefined, {
    passphrase: async () => 'a passphrase of the test',
  });
  const { client } = await testApi({ room });
  await client.settings.setSecret({ name: 'token', value: SECRET });
  await client.settings.setSecret({ name: 'shadow', value: `${SECRET}-2` });

  const { secrets, vault } = await client.settings.secrets({});
  expect(secrets.map(({ name, shadowed }) => [name, shadowed])).toEqual([
    ['shadow', true],
    ['token', false],
  ]);
  expect(vault).toEqual({ protection: 'passphrase', locked: false });
  expect(room.knownSecrets.text(`it is ${SECRET}`)).toBe('it is ***');
  for (const name of readdirSync(room.dataDir)) {
    const path = join(room.dataDir, name);
    if (existsSync(path) && !readdirSafe(path)) expect(readFileSync(path).includes(SECRET)).toBe(false);
  }
  await client.settings.removeSecret({ name: 'token' });
  expect(await refusal(client.settings.removeSecret({ name: 'token' }))).toMatchObject({ code: 'secrets.unknown' });
});

it('is unlocked for as long as the process runs, by the right passphrase only', async () => {
  const passphrase = async (): Promise<string> => 'right';
  const first = await testRoom({}, undefined, { passphrase });
  await (await testApi({ room: first })).client.settings.setSecret({ name: 'token', value: SECRET });
  const room = await testRoom({}, first.dataDir);
  const desk = await testApi({ room });
  const { client } = desk;

  expect((await client.settings.secrets({})).vault).toEqual({ protection: 'passphrase', locked: true });
  expect(await refusal(client.settings.unlock({ passphrase: 'wrong' }))).toMatchObject({ code: 'vault.locked' });
  expect((await client.settings.secrets({})).vault.locked).toBe(true);
  expect(await client.settings.unlock({ passphrase: 'right' })).toEqual({ protection: 'passphrase', locked: false });

  work(room);
  const { id: sessionId } = await client.sessions.create({ name: 'work' });
  const plan = `
pulser: 1
name: uses
secrets: [token]
steps:
  - id: use
    effect: read
    do: { shell: 'echo "it is $TOKEN"', env: { TOKEN: "\${{ secrets.token }}" } }
    verify: [{ exit: 0 }]
`;
  const runId = await start(desk, plan, { sessionId });
  expect(await until(desk, runId, ended)).toMatchObject({ verification: 'passed' });
  const { text } = await client.logs.read({ runId, logId: 'use.1', offset: 0, maxBytes: 1000, waitMs: 0 });
  expect(text.trim()).toBe('it is ***');
});

it('makes, rotates and shows the signing key, and keeps a trust list', async () => {
  const { client } = await testApi();
  expect(await client.identity.get({})).toBeNull();
  const made = await client.identity.create({ passphrase: 'long enough' });
  expect(made).toMatchObject({ protection: 'passphrase', retired: [] });
  expect(await refusal(client.identity.create({ passphrase: null }))).toMatchObject({ code: 'identity.exists' });
  const rotated = await client.identity.rotate({ passphrase: null });
  expect(rotated).toMatchObject({ protection: 'none', retired: [{ fingerprint: made.fingerprint }] });
  const { text } = await client.identity.publicKey({ form: 'ssh' });
  expect(text).toMatch(/^ssh-ed25519 /);

  const row = await client.identity.trust({ name: 'me', key: text });
  expect(row.fingerprint).toBe(rotated.fingerprint);
  expect(await client.identity.trusted({})).toEqual([row]);
  await client.identity.distrust({ fingerprint: row.fingerprint });
  expect(await refusal(client.identity.distrust({ fingerprint: row.fingerprint }))).toMatchObject({
    code: 'trust.unknown',
  });
  expect(await refusal(client.identity.trust({ name: 'x', key: 'nonsense' }))).toMatchObject({ code: 'identity.key' });
});

it('tells the sizes of the data folder, backs it up, and examines the machine', async () => {
  const { client, room } = await testApi();
  const { name, bytes } = await client.settings.backUp({});
  const folder = await client.settings.dataFolder({});
  expect(folder).toMatchObject({ path: room.dataDir, logs: 0, backups: [{ name, bytes }] });
  expect(folder.database).toBeGreaterThan(0);
  const findings = await client.system.doctor({});
  expect(findings.find(({ name: what }) => what === 'database')).toMatchObject({ status: 'ok' });
});

function readdirSafe(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}
