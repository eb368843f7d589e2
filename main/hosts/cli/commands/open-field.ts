import { statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { openField } from '#main/proof/bundle/openings.ts';
import { bundleEntries, entryBytes } from '#main/proof/bundle/read-entries.ts';
import { FILES } from '#main/proof/format/names.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import type { RunId } from '#shared/run/ids.ts';
import { openingsPath } from '../../export-run.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

export function registerOpenField(program: Command, accept: Accept): void {
  program
    .command('open-field')
    .description('disclose a value that was withheld on export, for verify --open')
    .argument('<bundle-or-run>', 'the bundle, or R-12, 12, or the beginning of an id')
    .argument('<field>', 'as in STEP:/outputs/token, or as verify --json names it: 12/data/host')
    .option('-o, --output <file>', 'write it to a file (default: standard output)')
    .action((subject: string, field: string, options: { readonly output?: string }) =>
      accept((invocation) => disclose(invocation, subject, field, options.output)),
    );
}

async function disclose(
  invocation: Invocation,
  subject: string,
  field: string,
  output: string | undefined,
): Promise<ExitCode> {
  const runId = await runOf(invocation, subject);
  const openings = await openField(openingsPath(invocation.dataDir, runId), runId, field);
  if (output === undefined) {
    invocation.io.out(`${JSON.stringify(openings, null, 2)}\n`);
    return EXIT.ok;
  }
  writeFileSync(output, `${JSON.stringify(openings, null, 2)}\n`, { mode: 0o600 });
  const places = openings.map(({ seq, pointer }) => `${seq}${pointer}`);
  invocation.print({ file: output, fields: places }, () => `${output}  ${places.join(', ')}\n`);
  return EXIT.ok;
}

async function runOf(invocation: Invocation, subject: string): Promise<RunId> {
  if (statSync(subject, { throwIfNoEntry: false })?.isFile() !== true) {
    const { store } = await invocation.openRoom('read-only');
    return requireRun(store, subject).runId;
  }
  const file = await open(subject, 'r');
  try {
    const bytes = await entryBytes(file, await bundleEntries(file), FILES.environment);
    const environment = parseJson(bytes.toString('utf8'));
    const runId = environment.ok && isJsonObject(environment.value) ? environment.value['runId'] : undefined;
    // It becomes the name of a file.
    if (typeof runId === 'string' && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(runId)) return runId as RunId;
    throw new AppError('bundle.damaged', `${subject} does not say of which run it is`);
  } finally {
    await file.close();
  }
}
