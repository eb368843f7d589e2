import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type KeySource, passphraseKeySource } from '#main/secrets/key-source.ts';
import { type Keyring, keyringKeySource, platformKeyring, probeKeyring } from '#main/secrets/keyring.ts';
import { availableSecrets, resolveSecrets } from '#main/secrets/resolve.ts';
import { chooseKeySource, openVault, vaultPath } from '#main/secrets/vault.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const CHEAP = { logN: 10, r: 8, p: 1 };
const passphrase = (text: string): KeySource => passphraseKeySource(text, CHEAP);

function memoryKeyring(): Keyring & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    set: async (account, secret) => void entries.set(account, secret),
    get: async (account) => entries.get(account),
    remove: async (account) => void entries.delete(account),
  };
}

type Vault = { key: { data: { data: string } }; secrets: Record<string, { data: string }>; version: number };
const read = (dataDir: string): Vault => JSON.parse(readFileSync(vaultPath(dataDir), 'utf8'));
const write = (dataDir: string, content: unknown) => writeFileSync(vaultPath(dataDir), JSON.stringify(content));

describe.each([
  ['a passphrase', () => passphrase('open sesame')],
  ['a keyring', () => keyringKeySource(memoryKeyring())],
])('a vault under %s', (_, makeSource) => {
  test('keeps secrets, shows none of them, and forgets what is removed', async () => {
    const dataDir = join(tempFolder(), 'data');
    const source = makeSource();
    const vault = openVault({ dataDir, keySource: source });
    expect(await vault.get('TOKEN')).toBeUndefined();
    expect(await vault.keySource()).toBeUndefined();
    expect(existsSync(dataDir)).toBe(false);
    await vault.set('TOKEN', 'swordfish-1\nsecond line');
    await vault.set('OTHER', 'pässwörd');
    await vault.set('TOKEN', 'swordfish-2');
    const again = openVault({ dataDir, keySource: source });
    await again.unlock();
    expect(await again.keySource()).toBe(source.kind);
    expect(await again.get('TOKEN')).toBe('swordfish-2');
    expect(await again.get('OTHER')).toBe('pässwörd');
    expect((await again.list()).map((entry) => entry.name)).toEqual(['OTHER', 'TOKEN']);
    expect(statSync(vaultPath(dataDir)).mode & 0o777).toBe(0o600);
    const text = readFileSync(vaultPath(dataDir), 'utf8');
    for (const word of ['swordfish', Buffer.from('swordfish').toString('base64').slice(0, 10), 'open sesame']) {
      expect(text).not.toContain(word);
    }
    expect(await again.remove('TOKEN')).toBe(true);
    expect(await again.remove('TOKEN')).toBe(false);
    expect(await vault.get('TOKEN')).toBeUndefined();
    expect(readdirSync(dataDir)).toEqual(['vault.json']);
  });

  test('tells damage from a missing secret, and never writes over it', async () => {
    const dataDir = tempFolder();
    const vault = openVault({ dataDir, keySource: makeSource() });
    await vault.set('A', 'first secret');
    await vault.set('B', 'second secret');
    const sound = read(dataDir);
    // The values change places: each opens under its own name only.
    write(dataDir, { ...sound, secrets: { A: sound.secrets['B'], B: sound.secrets['A'] } });
    await expect(vault.get('A')).rejects.toMatchObject({ code: 'vault.damaged' });
    for (const content of ['{', '[]', '{"version":1}', JSON.stringify({ ...sound, extra: 1 })]) {
      writeFileSync(vaultPath(dataDir), content);
      await expect(vault.get('A')).rejects.toMatchObject({ code: 'vault.damaged' });
      await expect(vault.set('A', 'new secret')).rejects.toMatchObject({ code: 'vault.damaged' });
      expect(readFileSync(vaultPath(dataDir), 'utf8')).toBe(content);
    }
    write(dataDir, { ...sound, version: 2 });
    await expect(vault.set('A', 'new secret')).rejects.toMatchObject({ code: 'vault.newer' });
    write(dataDir, { ...sound, key: { ...sound.key, data: { ...sound.key.data, data: 'AAAA' } } });
    await expect(vault.get('A')).rejects.toMatchObject({ code: 'vault.damaged' });
    write(dataDir, sound);
    expect(await vault.get('A')).toBe('first secret');
  });

  test('is refused when others can read it', async () => {
    const dataDir = tempFolder();
    const vault = openVault({ dataDir, keySource: makeSource() });
    await vault.set('A', 'first secret');
    chmodSync(vaultPath(dataDir), 0o640);
    await expect(vault.get('A')).rejects.toMatchObject({
      code: 'vault.open-to-others',
      hint: `chmod 600 ${vaultPath(dataDir)}`,
    });
  });
});

test('a wrong passphrase does not open a vault, and a change of it keeps the secrets', async () => {
  const dataDir = tempFolder();
  const vault = openVault({ dataDir, keySource: passphrase('old words') });
  await vault.set('A', 'first secret');
  const wrong = openVault({ dataDir, keySource: passphrase('other words') });
  await expect(wrong.unlock()).rejects.toMatchObject({ code: 'vault.locked' });
  await expect(wrong.set('A', 'x secret')).rejects.toMatchObject({ code: 'vault.locked' });
  await expect(wrong.changeKey(passphrase('x'))).rejects.toMatchObject({ code: 'vault.locked' });
  expect((await wrong.list()).map((entry) => entry.name)).toEqual(['A']);

  const before = read(dataDir);
  await vault.changeKey(passphrase('new words'));
  expect(read(dataDir).secrets).toEqual(before.secrets);
  expect(await vault.get('A')).toBe('first secret');
  await vault.set('B', 'second secret');
  const old = openVault({ dataDir, keySource: passphrase('old words') });
  await expect(old.get('A')).rejects.toMatchObject({ code: 'vault.locked' });
  const next = openVault({ dataDir, keySource: async () => passphrase('new words') });
  expect(await next.get('B')).toBe('second secret');
});

test('a move from the keyring to a passphrase leaves nothing in the keyring', async () => {
  const dataDir = tempFolder();
  const keyring = memoryKeyring();
  const vault = openVault({ dataDir, keySource: keyringKeySource(keyring) });
  await vault.set('A', 'first secret');
  expect(keyring.entries.size).toBe(1);
  await vault.changeKey(passphrase('words'));
  expect(keyring.entries.size).toBe(0);
  expect(await openVault({ dataDir, keySource: passphrase('words') }).get('A')).toBe('first secret');
});

test('a vault whose key is gone from the keyring says so', async () => {
  const dataDir = tempFolder();
  const keyring = memoryKeyring();
  await openVault({ dataDir, keySource: keyringKeySource(keyring) }).set('A', 'first secret');
  keyring.entries.clear();
  const vault = openVault({ dataDir, keySource: keyringKeySource(keyring) });
  await expect(vault.get('A')).rejects.toMatchObject({ code: 'vault.no-key' });
});

test('the key source fits the vault, else the machine', async () => {
  const dataDir = tempFolder();
  const words = passphrase('words');
  const keyring = keyringKeySource(memoryKeyring());
  const works = async () => ({ works: true }) as const;
  const none = async () => ({ works: false, reason: 'no bus' }) as const;
  expect(await chooseKeySource({ dataDir, passphrase: words, keyring, probe: works })).toBe(keyring);
  expect(await chooseKeySource({ dataDir, passphrase: words, keyring, probe: none })).toBe(words);
  await expect(chooseKeySource({ dataDir, passphrase: undefined, keyring, probe: none })).rejects.toMatchObject({
    code: 'vault.no-key',
    hint: expect.stringContaining('OPSROOM_PASSPHRASE'),
  });
  await openVault({ dataDir, keySource: words }).set('A', 'first secret');
  expect(await chooseKeySource({ dataDir, passphrase: words, keyring, probe: works })).toBe(words);
  await expect(chooseKeySource({ dataDir, passphrase: undefined, keyring, probe: works })).rejects.toMatchObject({
    code: 'vault.no-key',
  });
});

test('a keyring counts as working only when it gives back what it was given', async () => {
  expect(await probeKeyring(memoryKeyring())).toEqual({ works: true });
  expect(await probeKeyring({ ...memoryKeyring(), get: async () => undefined })).toMatchObject({ works: false });
  const broken = { ...memoryKeyring(), set: () => Promise.reject(new Error('no bus')) };
  expect(await probeKeyring(broken)).toEqual({ works: false, reason: 'no bus' });
  await expect(keyringKeySource(broken).create()).rejects.toMatchObject({ code: 'vault.no-key' });
});

const machine = await probeKeyring(platformKeyring);

test.runIf(machine.works)('the keyring of this machine keeps a key until it is forgotten', async () => {
  const source = keyringKeySource();
  const { key, parameters } = await source.create();
  expect(await source.open(parameters)).toEqual(key);
  await source.forget(parameters);
  await expect(source.open(parameters)).rejects.toMatchObject({ code: 'vault.no-key' });
});

test.runIf(!machine.works)('a machine without a keyring says why', () => {
  expect(machine).toEqual({ works: false, reason: expect.stringMatching(/./) });
});

test('values that are no secrets are refused', async () => {
  const vault = openVault({ dataDir: tempFolder(), keySource: passphrase('words') });
  await expect(vault.set('A', ' \n')).rejects.toMatchObject({ code: 'secrets.empty' });
  await expect(vault.set('A-B', 'value')).rejects.toMatchObject({ code: 'secrets.name' });
  await expect(vault.set('A', 'x'.repeat(70_000))).rejects.toMatchObject({ code: 'secrets.too-long' });
  await expect(openVault({ dataDir: tempFolder(), keySource: passphrase('') }).set('A', 'value')).rejects.toMatchObject(
    {
      code: 'vault.no-key',
    },
  );
});

const NODE = resolve('node_modules/.bin/node');

const WRITER = `
  import { openVault } from '#main/secrets/vault.ts';
  import { passphraseKeySource } from '#main/secrets/key-source.ts';
  const [dataDir, name] = process.argv.slice(1);
  const vault = openVault({ dataDir, keySource: passphraseKeySource('words', { logN: 10, r: 8, p: 1 }), lockWaitMs: 30000 });
  for (let i = 0; i < 15; i += 1) await vault.set(name + i, 'secret number ' + i);
`;

test('two processes that write at once lose nothing, and a lock of a dead process is no obstacle', async () => {
  const dataDir = tempFolder();
  const ended = spawn(process.execPath, ['-e', '0']);
  await once(ended, 'exit');
  writeFileSync(join(dataDir, 'vault.json.lock'), JSON.stringify({ pid: ended.pid, host: hostname(), id: 'x' }));
  const writers = ['A', 'B'].map(async (name) => {
    const child = spawn(NODE, ['--input-type=module', '-e', WRITER, dataDir, name], { stdio: 'inherit' });
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
  await Promise.all(writers);
  const vault = openVault({ dataDir, keySource: passphrase('words') });
  expect(await vault.list()).toHaveLength(30);
  expect(await vault.get('B14')).toBe('secret number 14');
  expect(readdirSync(dataDir)).toEqual(['vault.json']);
});

test('a lock of a living process is waited for, and named when it stays', async () => {
  const dataDir = tempFolder();
  const lock = join(dataDir, 'vault.json.lock');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), id: 'x' }));
  const vault = openVault({ dataDir, keySource: passphrase('words'), lockWaitMs: 50 });
  await expect(vault.set('A', 'first secret')).rejects.toMatchObject({
    code: 'vault.busy',
    hint: expect.stringContaining(lock),
  });
  expect(readdirSync(dataDir)).toEqual(['vault.json.lock']);
});

test('secrets come from the environment first, and all that is missing is named at once', async () => {
  const vault = openVault({ dataDir: tempFolder(), keySource: passphrase('words') });
  await vault.set('A', 'from vault');
  await vault.set('B', 'from vault');
  const environment = { A: 'from env', EMPTY: '', SHORT: 'abc' };
  const found = await resolveSecrets(['A', 'B', 'SHORT', 'A'], { environment, vault });
  expect(found.values).toEqual({ A: 'from env', B: 'from vault', SHORT: 'abc' });
  expect(found.sources).toEqual([
    { name: 'A', source: 'environment' },
    { name: 'B', source: 'vault' },
    { name: 'SHORT', source: 'environment' },
  ]);
  expect(found.warnings).toEqual([expect.stringContaining('SHORT')]);
  expect(found.warnings.join()).not.toContain('abc');
  await expect(resolveSecrets(['C', 'A', 'D', 'EMPTY'], { environment, vault })).rejects.toMatchObject({
    code: 'secrets.missing',
    details: { missing: ['C', 'D'], empty: ['EMPTY'] },
  });
  await expect(resolveSecrets(['EMPTY'], { environment, vault: undefined })).rejects.toMatchObject({
    code: 'secrets.empty',
  });
  await expect(resolveSecrets(['toString'], { environment, vault: undefined })).rejects.toMatchObject({
    code: 'secrets.missing',
  });
});

test('the secrets that can be had are had, whatever the others, and a vault that stays closed is asked once', async () => {
  const dataDir = join(tempFolder(), 'data');
  const vault = openVault({ dataDir, keySource: passphrase('secret') });
  await vault.set('B', 'from vault');
  await vault.set('C', 'from vault too');
  const environment = { A: 'from env', EMPTY: '' };
  const names = ['B', 'C', 'A', 'NONE', 'EMPTY', 'toString'];
  expect(await availableSecrets(names, { environment, vault })).toEqual({
    A: 'from env',
    B: 'from vault',
    C: 'from vault too',
  });
  let asked = 0;
  const wrong: KeySource = passphraseKeySource(async () => {
    asked += 1;
    return 'wrong';
  }, CHEAP);
  const closed = openVault({ dataDir, keySource: wrong });
  expect(await availableSecrets(names, { environment, vault: closed })).toEqual({ A: 'from env' });
  expect(asked).toBe(1);
});
