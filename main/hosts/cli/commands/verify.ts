import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { count, listOf, object, text } from '#main/proof/format/shape.ts';
import type { Opening } from '#main/proof/format/withheld.ts';
import { reportText } from '#main/proof/verify/report-text.ts';
import { trustedKeys } from '#main/proof/verify/trust.ts';
import { type VerifyOptions, verifyBundle } from '#main/proof/verify/verify-bundle.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import { ownTrust } from '../../own-trust.ts';
import { collect } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readAuthority, readNamedFile } from '../export-here.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface VerifyCommandOptions {
  readonly key?: readonly string[];
  readonly allowedSigners?: string;
  readonly authority?: readonly string[];
  readonly open?: readonly string[];
}

export function registerVerify(program: Command, accept: Accept): void {
  program
    .command('verify')
    .description('check a proof bundle, offline: nothing but the file, and whom you trust')
    .argument('<file>', 'the bundle')
    .option('--key <file>', 'public key (PEM or ssh) that you trust (repeatable)', collect)
    .option('--allowed-signers <file>', 'keys that you trust, as for ssh-keygen -Y verify')
    .option('--authority <file>', 'certificate (PEM) of a timestamp authority that you trust (repeatable)', collect)
    .option('--open <file>', 'withheld values that the owner disclosed (repeatable)', collect)
    .action((file: string, options: VerifyCommandOptions) => accept((invocation) => verify(invocation, file, options)));
}

async function verify(invocation: Invocation, file: string, options: VerifyCommandOptions): Promise<ExitCode> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw usageError(`there is no file ${file}`);
  const verifyOptions = await verifyOptionsOf(invocation, options);
  const report = await verifyBundle(file, verifyOptions);
  invocation.print({ file, ...report }, () => reportText(report));
  return report.outcome === 'valid' ? EXIT.ok : EXIT.failed;
}

async function verifyOptionsOf(invocation: Invocation, options: VerifyCommandOptions): Promise<VerifyOptions> {
  const { allowedSigners } = options;
  const verifyOptions: VerifyOptions = {
    keys: (options.key ?? []).map((path) => readNamedFile(path, '--key')),
    trusted: await ownTrust(invocation.dataDir),
    authorities: (options.authority ?? []).map((path) => readAuthority(path).toString()),
    openings: (options.open ?? []).flatMap(readOpenings),
    now: Date.now(),
    ...(allowedSigners === undefined ? {} : { allowedSigners: readNamedFile(allowedSigners, '--allowed-signers') }),
  };
  try {
    trustedKeys(verifyOptions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usageError(
      errorMessage(error),
      'a key is PEM or one line of ssh; an allowed_signers file has a line for each',
    );
  }
  return verifyOptions;
}

const openingsShape = listOf(object({ seq: count, pointer: text, salt: text }));

function readOpenings(path: string): readonly Opening[] {
  const parsed = parseJson(readNamedFile(path, '--open'));
  if (!parsed.ok) throw usageError(`${path} ${parsed.error}`, 'give what opsroom open-field printed');
  const list = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  const problem = openingsShape(list, '');
  if (problem !== undefined) throw usageError(`${path}: ${problem}`, 'give what opsroom open-field printed');
  return list;
}
