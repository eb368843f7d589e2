import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Exclusions } from '#main/proof/bundle/source.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { assertTarget } from '../../export-run.ts';
import { collect } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { bundleDocument, bundleText, exportUntilStopped, readAuthority, writeStepProofs } from '../export-here.ts';
import { requireRun } from '../find-run.ts';
import type { Invocation } from '../invocation.ts';
import { timestampPoster } from '../post-timestamp.ts';
import { openIdentity } from '../signing.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface ExportOptions {
  readonly output: string;
  readonly redact?: readonly string[];
  readonly inToto?: boolean;
  readonly timestamp?: string;
  readonly authority?: readonly string[];
  readonly proofFor?: readonly string[];
}

export function registerExport(program: Command, accept: Accept): void {
  program
    .command('export')
    .description('write the proof bundle of an ended run')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .requiredOption('-o, --output <file>', 'the bundle, such as add-role.opsproof.zip')
    .option(
      '--redact <what=pattern>',
      'leave out: artifacts=NAME, logs=STEP, fields=[STEP:]POINTER; * stands for any text (repeatable)',
      collect,
    )
    .option('--in-toto', 'add a classic in-toto layout and its links, for in-toto-verify')
    .option('--timestamp <url>', 'have a timestamp authority (RFC 3161) stamp the signature')
    .option('--authority <file>', 'certificate (PEM) that the timestamp must be of (repeatable)', collect)
    .option(
      '--proof-for <step>',
      'also write inclusion proofs of a step’s events, beside the bundle (repeatable)',
      collect,
    )
    .action((run: string, options: ExportOptions) => accept((invocation) => exportBundle(invocation, run, options)));
}

async function exportBundle(invocation: Invocation, reference: string, options: ExportOptions): Promise<ExitCode> {
  const file = resolve(options.output);
  const exclude = readExclusions(options.redact ?? []);
  const post = options.timestamp === undefined ? undefined : timestampPoster(options.timestamp);
  if (post === undefined && options.authority !== undefined) throw usageError('--authority is for --timestamp');
  const authorities = (options.authority ?? []).map(readAuthority);
  assertTarget(file);
  const room = await invocation.openRoom();
  const run = requireRun(room.store, reference);
  if (!isTerminal(run.execution)) {
    throw new AppError('bundle.run-not-ended', `${runLabel(run.number)} has not ended (${run.execution})`, {
      hint: 'wait for its end, or cancel it: before that there is no verdict to prove',
    });
  }
  const known = room.store.runs.steps(run.runId).map((step) => step.id);
  for (const step of options.proofFor ?? []) {
    if (!known.includes(step)) throw usageError(`the plan has no step ${step}`, `steps: ${known.join(', ')}`);
  }
  const bundle = await exportUntilStopped(room, {
    runId: run.runId,
    file,
    signer: await openIdentity(invocation),
    exclude,
    layout: options.inToto === true,
    ...(post === undefined ? {} : { timestamp: { post, authorities } }),
  });
  if (bundle === undefined) {
    invocation.say('interrupted: no bundle was written');
    return EXIT.canceled;
  }
  const proofs = await writeStepProofs(file, options.proofFor ?? []);
  const document = { runId: run.runId, run: runLabel(run.number), ...bundleDocument(bundle), proofs };
  invocation.print(document, () => {
    const left = document.withheld.map((name) => `  withheld: ${name}\n`);
    return [bundleText(bundle), ...left, ...proofs.map((path) => `  ${path}\n`)].join('');
  });
  return EXIT.ok;
}

function readExclusions(texts: readonly string[]): Exclusions {
  const patterns = { artifacts: [] as string[], logs: [] as string[], fields: [] as string[] };
  for (const text of texts) {
    const [, what, pattern] = /^(artifacts|logs|fields)=(.+)$/s.exec(text) ?? [];
    if (what === undefined || pattern === undefined) {
      throw usageError(
        `--redact ${text}: what is to be left out?`,
        'artifacts=NAME, logs=STEP or fields=[STEP:]POINTER',
      );
    }
    patterns[what as keyof typeof patterns].push(pattern);
  }
  return patterns;
}
