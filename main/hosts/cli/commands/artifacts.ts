import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { AppError } from '#shared/lib/app-error.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { ControlRoom } from '../../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireRun } from '../find-run.ts';
import { table } from '../format/table.ts';
import { sizeText } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../usage-error.ts';
import type { Accept } from './accept.ts';

interface ArtifactsOptions {
  readonly get?: string;
  readonly step?: string;
  readonly output?: string;
}

export function registerArtifacts(program: Command, accept: Accept): void {
  program
    .command('artifacts')
    .description('list the artifacts of a run, or get one')
    .argument('<run>', 'R-12, 12, or the beginning of an id')
    .option('--get <name>', 'write this one to standard output')
    .option('--step <id>', 'only those of this step')
    .option('-o, --output <file>', 'with --get: write it to a file')
    .action((run: string, options: ArtifactsOptions) => accept((invocation) => artifacts(invocation, run, options)));
}

async function artifacts(invocation: Invocation, reference: string, options: ArtifactsOptions): Promise<ExitCode> {
  const { get, output, step } = options;
  if (get === undefined && output !== undefined) throw usageError('-o is for --get', 'add --get NAME');
  if (get !== undefined && output === undefined && invocation.json) {
    throw usageError('--json and --get both want standard output', 'add -o FILE');
  }
  const room = await invocation.openRoom('read-only');
  const run = requireRun(room.store, reference);
  const all = room.store.runs.artifacts(run.runId).filter((one) => step === undefined || one.stepId === step);
  if (get !== undefined) return getArtifact(room, invocation, pick(all, get, runLabel(run.number)), output);
  invocation.print({ runId: run.runId, artifacts: all }, () => (all.length === 0 ? '' : listText(all, invocation)));
  if (all.length === 0) invocation.say(`${runLabel(run.number)} has no artifacts`);
  return EXIT.ok;
}

function listText(all: readonly ArtifactRef[], { io }: Invocation): string {
  return table(
    all,
    [
      { title: 'NAME', value: (one) => one.name },
      { title: 'STEP', value: (one) => one.stepId },
      { title: 'SIZE', value: (one) => sizeText(one.size) },
      { title: 'TYPE', value: (one) => one.mediaType },
      { title: 'DIGEST', value: (one) => one.digest },
    ],
    io.outWidth,
  );
}

/** The artifact of that name; of several steps' only when they are the same file. */
function pick(all: readonly ArtifactRef[], name: string, label: string): ArtifactRef {
  const fitting = all.filter((one) => one.name === name);
  const [first] = fitting;
  if (first === undefined) {
    const names = [...new Set(all.map((one) => one.name))];
    throw new AppError('artifact.unknown', `${label} has no artifact ${name}`, {
      hint: names.length === 0 ? 'it has none' : `it has: ${names.join(', ')}`,
    });
  }
  if (fitting.some((one) => one.digest !== first.digest)) {
    throw new AppError('artifact.ambiguous', `${fitting.length} steps of ${label} left a ${name}`, {
      hint: `name one with --step: ${fitting.map((one) => one.stepId).join(', ')}`,
    });
  }
  return first;
}

async function getArtifact(
  room: ControlRoom,
  invocation: Invocation,
  artifact: ArtifactRef,
  output: string | undefined,
): Promise<ExitCode> {
  const found = await room.artifacts.verify(artifact.digest);
  if (found !== 'intact') {
    throw new AppError(
      'artifact.changed',
      `the content of ${artifact.name} is ${found}: it is not what the step left`,
      {
        hint: 'restore the artifacts folder of the data folder from a backup',
      },
    );
  }
  const content = await room.artifacts.open(artifact.digest);
  if (output !== undefined) {
    await pipeline(content, createWriteStream(output));
    invocation.print({ ...artifact, file: output }, () => `${output}  ${sizeText(artifact.size)}\n`);
    return EXIT.ok;
  }
  for await (const block of content as AsyncIterable<Buffer>) {
    if (invocation.io.gone.aborted) break;
    invocation.io.out(block);
    await invocation.io.flush();
  }
  return EXIT.ok;
}
