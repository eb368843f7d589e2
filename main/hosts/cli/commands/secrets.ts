import type { Command } from 'commander';
import { vaultPath } from '#main/secrets/vault.ts';
import { readVaultFile } from '#main/secrets/vault-file.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { askHidden } from '../ask-hidden.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { dateAndTime } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

/** Longer than any value that the vault takes. */
const LONGEST_INPUT = 1 << 20;

export function registerSecrets(program: Command, accept: Accept): void {
  const secrets = program.command('secrets').description('the encrypted vault of the data folder');
  secrets
    .command('set')
    .description('store a secret; the value comes from standard input, or is asked for')
    .argument('<name>', 'name, as plans use it')
    .action((name: string) => accept((invocation) => set(invocation, name)));
  secrets
    .command('list')
    .description('names of secrets, and where each would come from')
    .action(() => accept((invocation) => list(invocation)));
  secrets
    .command('rm')
    .description('remove a secret')
    .argument('<name>', 'name')
    .action((name: string) => accept((invocation) => remove(invocation, name)));
}

async function set(invocation: Invocation, name: string): Promise<ExitCode> {
  const { vault } = invocation.openInstruments();
  const value = await readValue(invocation, name);
  await vault.set(name, value);
  const source = await vaultKeySource(invocation.dataDir);
  const how = source === 'keyring' ? 'the keyring of this platform' : 'your passphrase';
  invocation.print({ name, stored: true, protectedBy: source }, () => `${name} is stored; ${how} protects the vault\n`);
  return EXIT.ok;
}

/** What protects the vault of a data folder; `null` while there is none. */
async function vaultKeySource(dataDir: string): Promise<'keyring' | 'passphrase' | null> {
  return (await readVaultFile(vaultPath(dataDir)))?.key.source ?? null;
}

async function list(invocation: Invocation): Promise<ExitCode> {
  const { vault } = invocation.openInstruments();
  const secrets = (await vault.list()).map(({ name, updatedAt }) => ({
    name,
    updatedAt,
    // As resolveSecrets does: a variable of that name goes first.
    source: invocation.environment[name] === undefined ? ('vault' as const) : ('environment' as const),
  }));
  invocation.print({ secrets, protectedBy: await vaultKeySource(invocation.dataDir) }, () =>
    secrets.length === 0
      ? ''
      : table(
          secrets,
          [
            { title: 'NAME', value: (secret) => secret.name },
            { title: 'CHANGED', value: (secret) => dateAndTime(secret.updatedAt) },
            {
              title: 'SOURCE',
              value: ({ source }) => (source === 'vault' ? 'vault' : 'environment (goes before the vault)'),
            },
          ],
          invocation.io.outWidth,
        ),
  );
  if (secrets.length === 0) invocation.say('the vault is empty');
  return EXIT.ok;
}

async function remove(invocation: Invocation, name: string): Promise<ExitCode> {
  const { vault } = invocation.openInstruments();
  if (!(await vault.remove(name))) {
    throw new AppError('secrets.unknown', `the vault has no secret ${name}`, { hint: 'opsroom secrets list' });
  }
  invocation.print({ name, removed: true }, () => `${name} is removed\n`);
  return EXIT.ok;
}

/** The value without the one line break that `echo` adds. Never taken from the arguments: those show in process lists. */
async function readValue(invocation: Invocation, name: string): Promise<string> {
  const { io } = invocation;
  if (io.canAsk) return askHidden(io, `Value of ${name}: `);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of io.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > LONGEST_INPUT) throw new AppError('secrets.too-long', `the value of ${name} is too long`);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
