import type { Command } from 'commander';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import { collect, valueOf } from './command-line.ts';
import { usageError } from './usage-error.ts';

/** Options of `run` as they were written. */
export interface RunOptions {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly session?: string;
  readonly lane?: Lane;
  readonly priority: number;
  readonly workdir?: string;
  readonly dry?: boolean;
  readonly strict?: boolean;
  readonly yes?: boolean;
  readonly from?: string;
  readonly of?: string;
  readonly revision?: 'recorded' | 'current';
  readonly detach?: boolean;
  readonly events?: boolean;
  readonly bundle?: string;
}

export function addRunOptions(command: Command): Command {
  return command
    .option('-i, --input <name=value>', 'value of an input (repeatable)', collect)
    .option('--inputs <file>', 'inputs from a JSON or YAML file')
    .option('--session <name>', 'session, made when it is not there (default: default)')
    .option('--lane <lane>', 'lane of the session: A, B, C or D', valueOf('A, B, C or D.', readLane))
    .option('--priority <n>', 'higher goes first', valueOf('A whole number from -1000 to 1000.', readPriority), 0)
    .option('--workdir <dir>', 'folder that relative paths start from (default: the current one)')
    .option('--dry', 'read preconditions and checks, say what would be done, never act')
    .option('--strict', 'refuse steps that only an exit code verifies')
    .option('--yes', 'grant approvals in your name')
    .option('--from <step>', 'run again from this step; needs --of')
    .option('--of <run>', 'the earlier run whose inputs and verified outputs are kept')
    .option(
      '--revision <which>',
      'plan of the new attempt: recorded (as it ran) or current (the file)',
      valueOf('recorded or current.', (text) => (text === 'recorded' || text === 'current' ? text : undefined)),
    )
    .option('--detach', 'only queue it, for a worker')
    .option('--events', 'print one JSON event per line as they happen')
    .option('--bundle <file>', 'write the proof bundle there once the run has ended, whatever its outcome');
}

function readLane(text: string): Lane | undefined {
  return LANES.find((lane) => lane === text.toUpperCase());
}

function readPriority(text: string): number | undefined {
  const value = /^-?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= 1000 ? value : undefined;
}

/** Refuses options that contradict each other. */
export function assertConsistent(options: RunOptions, plan: string | undefined, json: boolean): void {
  const { dry, detach, events, from, of, revision, bundle } = options;
  if (events === true && json) {
    throw usageError('--events and --json cannot go together', 'both want standard output: choose one');
  }
  if (dry === true && (detach === true || events === true || from !== undefined)) {
    throw usageError('--dry goes with neither --detach, --events nor --from', 'a dry run records nothing');
  }
  if (detach === true && events === true) {
    throw usageError('--detach and --events cannot go together', 'opsroom logs RUN --follow shows what a worker does');
  }
  if (bundle !== undefined && (dry === true || detach === true)) {
    throw usageError('--bundle goes with neither --dry nor --detach', 'opsroom export RUN -o FILE, once it has ended');
  }
  if ((from === undefined) !== (of === undefined)) {
    throw usageError('--from and --of go together', 'opsroom run PLAN --from STEP --of R-12');
  }
  if (revision !== undefined && from === undefined) {
    throw usageError('--revision is for --from', 'opsroom run --from STEP --of R-12 --revision recorded');
  }
  const needsPlan = from === undefined || revision === 'current';
  if (plan === undefined && needsPlan)
    throw usageError('which plan?', 'opsroom run PLAN: a file, or - for standard input');
}

/** `name=value` pairs. The same name twice is refused: one of them would be lost. */
export function readPairs(pairs: readonly string[], flag: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(`not name=value: ${flag} ${pair}`, `write ${flag} name=value`);
    const name = pair.slice(0, at);
    if (values.has(name)) throw usageError(`${flag} ${name} was given twice`, 'give it once');
    values.set(name, pair.slice(at + 1));
  }
  return Object.fromEntries(values);
}
