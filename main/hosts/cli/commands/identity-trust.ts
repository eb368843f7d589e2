import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { addTrusted, listTrusted, namedKey, removeTrusted } from '#main/proof/sign/trust-list.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readNamedFile } from '../export-here.ts';
import { table } from '../format/table.ts';
import { dateAndTime } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

export function registerTrust(identity: Command, accept: Accept): void {
  const trust = identity.command('trust').description('whose bundles count as valid here');
  trust
    .command('add')
    .description('trust a key; compare its fingerprint with what the signer told you by another way')
    .argument('<key...>', 'public key file (PEM or ssh), its line, or its fingerprint (SHA256:…)')
    .requiredOption('--name <name>', 'whose key it is')
    .action((key: readonly string[], options: { readonly name: string }) =>
      accept((invocation) => add(invocation, key.join(' '), options.name)),
    );
  trust
    .command('list')
    .description('the keys that you trust')
    .action(() => accept(list));
  trust
    .command('rm')
    .description('trust a key no more')
    .argument('<fingerprint>', 'SHA256:…')
    .action((fingerprint: string) => accept((invocation) => remove(invocation, fingerprint)));
}

async function add(invocation: Invocation, key: string, name: string): Promise<ExitCode> {
  if (name.trim() === '') throw usageError('whose key is it?', '--name NAME');
  const named = keyIn(key);
  const { fingerprint } = named;
  await addTrusted(invocation.dataDir, { ...named, name, addedAt: Date.now() });
  invocation.print({ fingerprint, name, trusted: true }, () => `${fingerprint} is trusted as ${name}\n`);
  return EXIT.ok;
}

function keyIn(key: string): NonNullable<ReturnType<typeof namedKey>> {
  const isFile = !/^(?:ssh-|SHA256:)/.test(key) && statSync(key, { throwIfNoEntry: false })?.isFile() === true;
  const named = namedKey(isFile ? readNamedFile(key, 'trust add') : key);
  if (named !== undefined) return named;
  throw usageError(
    `${isFile ? key : 'that'} is not an Ed25519 public key`,
    'give a file (PEM or ssh), the line of an ssh key, or a fingerprint SHA256:…',
  );
}

async function list(invocation: Invocation): Promise<ExitCode> {
  const trusted = await listTrusted(invocation.dataDir);
  invocation.print({ trusted }, () =>
    trusted.length === 0
      ? ''
      : table(
          trusted,
          [
            { title: 'FINGERPRINT', value: (one) => one.fingerprint },
            { title: 'SINCE', value: (one) => dateAndTime(one.addedAt) },
            { title: 'NAME', value: (one) => one.name },
          ],
          invocation.io.outWidth,
        ),
  );
  if (trusted.length === 0) invocation.say('no key is trusted but this installation’s own');
  return EXIT.ok;
}

async function remove(invocation: Invocation, fingerprint: string): Promise<ExitCode> {
  if (!(await removeTrusted(invocation.dataDir, fingerprint))) {
    throw new AppError('trust.unknown', `${fingerprint} is not in the trust list`, {
      hint: 'opsroom identity trust list',
    });
  }
  invocation.print({ fingerprint, trusted: false }, () => `${fingerprint} is trusted no more\n`);
  return EXIT.ok;
}
