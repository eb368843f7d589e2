import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parsePublicKey } from '#main/proof/format/ssh.ts';
import { isoTime } from '#main/proof/format/statements.ts';
import {
  checkedRotations,
  exportPublicKey,
  type Identity,
  readIdentity,
  rotateIdentity,
} from '#main/proof/sign/identity.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { wrapForNewKey, wrapOfIdentity } from '../../signing-key.ts';
import { valueOf } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { openIdentity, protectionText, sayUnprotected, signingKeyOptions } from '../signing.ts';
import type { Accept } from './accept.ts';
import { registerTrust } from './identity-trust.ts';

const FORMS = ['pem', 'ssh', 'allowed-signers'] as const;
type Form = (typeof FORMS)[number];

export function registerIdentity(program: Command, accept: Accept): void {
  const identity = program
    .command('identity')
    .description('the key that signs proof bundles, and the keys that you trust');
  identity
    .command('show')
    .description('fingerprint (as ssh-keygen -lf prints it), protection and former keys')
    .action(() => accept(show));
  identity
    .command('rotate')
    .description('make a new key, signed by the old one; what the old one signed stays valid')
    .option('--reason <text>', 'why', 'rotated')
    .action((options: { readonly reason: string }) => accept((invocation) => rotate(invocation, options.reason)));
  identity
    .command('export')
    .description('print the public key, for whoever verifies your bundles')
    .option(
      '--form <form>',
      FORMS.join(', '),
      valueOf(`one of ${FORMS.join(', ')}.`, (text) => FORMS.find((form) => form === text)),
      'pem',
    )
    .option('-o, --output <file>', 'write it to a file')
    .action((options: { readonly form: Form; readonly output?: string }) =>
      accept((invocation) => exportKey(invocation, options)),
    );
  registerTrust(identity, accept);
}

async function show(invocation: Invocation): Promise<ExitCode> {
  const identity = await readIdentity(invocation.dataDir);
  if (identity === undefined) {
    invocation.print({ identity: null }, () => '');
    invocation.say('there is no signing key yet: the first export makes one');
    return EXIT.ok;
  }
  invocation.print(identityDocument(identity), () => identityText(identity));
  if (!identity.protection.isProtected) sayUnprotected(invocation);
  return EXIT.ok;
}

function identityDocument(identity: Identity) {
  const rotations = checkedRotations(identity).map(({ from, to, at, reason }) => ({ from, to, at, reason }));
  const { key, protection, retired } = identity;
  return { identity: { ...key, protection, retired, rotations } };
}

function identityText(identity: Identity): string {
  const rotations = checkedRotations(identity);
  const { key, retired } = identity;
  const lines = [
    key.fingerprint,
    `  made    ${isoTime(key.createdAt)}`,
    `  kept    ${protectionText(identity)}`,
    `  public  ${key.publicKey}`,
    ...retired.map(({ fingerprint, retiredAt }, index) => {
      const { to = '', reason = '' } = rotations[index] ?? {};
      return `  former  ${fingerprint} until ${isoTime(retiredAt)}, signed its successor ${to}: ${reason}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

async function rotate(invocation: Invocation, reason: string): Promise<ExitCode> {
  const { dataDir } = invocation;
  const before = await readIdentity(dataDir);
  if (before === undefined) {
    throw new AppError('identity.none', 'there is no identity to rotate yet', { hint: 'the first export makes one' });
  }
  const options = signingKeyOptions(invocation);
  const from = wrapOfIdentity(before, options);
  const to = await wrapForNewKey(options);
  const identity = await rotateIdentity(dataDir, { from, to, now: Date.now(), reason });
  await from.forget();
  invocation.print(identityDocument(identity), () => identityText(identity));
  if (!identity.protection.isProtected) sayUnprotected(invocation);
  return EXIT.ok;
}

function publicKeyOf({ key }: Identity): Buffer {
  const publicKey = parsePublicKey(key.publicKey);
  if (publicKey === undefined) throw new AppError('proof.damaged-file', 'identity.json holds no public key');
  return publicKey;
}

async function exportKey(
  invocation: Invocation,
  { form, output }: { readonly form: Form; readonly output?: string },
): Promise<ExitCode> {
  const identity = await readIdentity(invocation.dataDir);
  const publicKey = identity === undefined ? (await openIdentity(invocation)).publicKey : publicKeyOf(identity);
  const text = exportPublicKey(publicKey, form);
  if (output !== undefined) writeFileSync(output, text);
  const document = { form, publicKey: text, ...(output === undefined ? {} : { file: output }) };
  invocation.print(document, () => (output === undefined ? text : `${output}\n`));
  return EXIT.ok;
}
