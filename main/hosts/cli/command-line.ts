import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ENGINE_VERSION } from '../engine-version.ts';
import { registerCommands } from './commands/all.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';

/** Does one command that was parsed. */
export type Handler = (invocation: Invocation) => Promise<ExitCode>;

/** Options that every command takes. */
export interface GlobalOptions {
  readonly dataDir: string | undefined;
  readonly json: boolean;
  readonly color: boolean;
}

export type Parsed =
  | { readonly kind: 'command'; readonly globals: GlobalOptions; readonly handler: Handler }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string; readonly help: string };

/** Reads a command line. What handles it is not run yet. */
export function parseCommandLine(args: readonly string[]): Parsed {
  let handler: Handler | undefined;
  let text = '';
  let problem = '';
  const program = new Command('opsroom')
    .description('Runs plans: every step is checked before and after it acts, and leaves a proof.')
    .version(ENGINE_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--data-dir <dir>', 'data folder (default: OPSROOM_DATA_DIR, else the platform’s)')
    .option('--json', 'print exactly one JSON document on standard output')
    .option('--no-color', 'no colours (also: NO_COLOR)');
  program.exitOverride().configureOutput({
    writeOut: (written) => {
      text += written;
    },
    writeErr: (written) => {
      problem += written;
    },
    outputError: (written, write) => write(written),
  });
  registerCommands(program, (chosen) => {
    handler = chosen;
  });
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return { kind: 'text', text };
    if (error.code === 'commander.help' && error.exitCode === 0) return { kind: 'text', text };
    // Without a command the help itself is the message.
    if (error.code === 'commander.help') return { kind: 'usage', message: 'no command was given', help: problem };
    return { kind: 'usage', message: usageMessage(problem, error), help: '' };
  }
  if (handler === undefined) return { kind: 'usage', message: 'no command was given', help: '' };
  const { dataDir, json, color } = program.opts<{ dataDir?: string; json?: boolean; color: boolean }>();
  return { kind: 'command', globals: { dataDir, json: json === true, color }, handler };
}

function usageMessage(problem: string, error: CommanderError): string {
  const [first = ''] = (problem.trim() === '' ? error.message : problem).split('\n');
  return first.replace(/^error: /, '').trim();
}

/** A parser of an option's value: what it returns as `undefined` is refused with the expectation. */
export function valueOf<T>(expected: string, read: (text: string) => T | undefined): (text: string) => T {
  return (text) => {
    const value = read(text);
    if (value === undefined) throw new InvalidArgumentError(expected);
    return value;
  };
}

/** Collects an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
