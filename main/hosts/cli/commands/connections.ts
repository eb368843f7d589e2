import type { Command } from 'commander';
import { type TestedConnection, testConnections } from '#main/runtime/test-connections.ts';
import { collect } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { spanText } from '../format/times.ts';
import { hypotheticalRun } from '../hypothetical-run.ts';
import type { Invocation } from '../invocation.ts';
import { prepareRun, soundPlan } from '../prepare-run.ts';
import { onStop } from '../stop-signals.ts';
import type { Accept } from './accept.ts';

interface ConnectionsOptions {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly session?: string;
  readonly workdir?: string;
}

export function registerConnections(program: Command, accept: Accept): void {
  program
    .command('connections')
    .description('list the connections of a plan, and test each by reading')
    .argument('<plan>', 'plan file, or - for standard input')
    .option('-i, --input <name=value>', 'value of an input (repeatable)', collect)
    .option('--inputs <file>', 'inputs from a JSON or YAML file')
    .option('--session <name>', 'session whose folder is meant (default: default)')
    .option('--workdir <dir>', 'folder that relative paths start from (default: the current one)')
    .action((plan: string, options: ConnectionsOptions) =>
      accept((invocation) => connections(invocation, plan, options)),
    );
}

async function connections(invocation: Invocation, file: string, options: ConnectionsOptions): Promise<ExitCode> {
  const sound = await soundPlan(invocation, file, false);
  const instruments = invocation.openInstruments();
  const prepared = await prepareRun(instruments, sound, { ...options, priority: 0 });
  const created = await hypotheticalRun(invocation, prepared, { priority: 0 }, instruments.clock.now(), {
    withServers: false,
  });
  const stop = new AbortController();
  const ignoreSignals = onStop((_count, signal) => stop.abort(new Error(signal)));
  let tested: readonly TestedConnection[];
  try {
    tested = await testConnections(instruments, prepared.plan, created, stop.signal);
  } finally {
    ignoreSignals();
  }
  invocation.print({ connections: tested }, () =>
    tested.length === 0
      ? ''
      : table(
          tested,
          [
            { title: 'NAME', value: (one) => one.name },
            { title: 'DRIVER', value: (one) => one.driver },
            { title: 'STATUS', value: (one) => (one.ok ? 'ok' : 'failed') },
            { title: 'TOOK', value: (one) => spanText(one.durationMs) },
            { title: 'MESSAGE', value: (one) => one.message },
          ],
          invocation.io.outWidth,
        ),
  );
  if (tested.length === 0) invocation.say(`${prepared.plan.name} has no connections`);
  return tested.every((one) => one.ok) ? EXIT.ok : EXIT.failed;
}
