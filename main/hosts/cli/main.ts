import { homedir } from 'node:os';
import { armFaultPoints } from '#main/kernel/fault-points.ts';
import { createLogger } from '#main/kernel/logger.ts';
import { dataFolderPath } from '../data-folder-path.ts';
import { logPath } from '../log-path.ts';
import { keepHeapSteady } from '../steady-heap.ts';
import { type Parsed, parseCommandLine } from './command-line.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Invocation } from './invocation.ts';
import { type Io, processIo } from './io.ts';
import { errorData, exitCodeOf, reportError } from './report-error.ts';
import { testSettings } from './test-settings.ts';
import { usageError } from './usage-error.ts';

/** Runs a command line and ends the process with its exit code. */
export async function main(args: readonly string[]): Promise<never> {
  keepHeapSteady();
  // `npm run opsroom` starts in the folder of the project: relative paths are meant from where it was called.
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  if (script === 'opsroom' && calledFrom !== undefined) process.chdir(calledFrom);
  // Not left to the event loop: a driver's idle handle must not keep a finished command alive.
  process.exit(await runCommandLine(args));
}

/** Runs a command line in this process, to its end. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  const { env } = process;
  const parsed = tryParse(args);
  const color = 'globals' in parsed ? parsed.globals.color : !args.includes('--no-color');
  const io = processIo({ environment: env, color });
  const json = 'globals' in parsed ? parsed.globals.json : args.includes('--json');
  let dataDir: string | undefined;
  const fail = (error: unknown): ExitCode => {
    const code = exitCodeOf(error);
    const log = code === EXIT.fault && dataDir !== undefined ? noteFault(dataDir, error) : undefined;
    reportError(io, errorData(error), { json, log });
    return code;
  };
  // What is thrown where nobody awaits it (a timer, a signal) ends the process as well, and says so.
  const onStray = (error: unknown): void => {
    process.exit(fail(error));
  };
  process.once('uncaughtException', onStray);
  process.once('unhandledRejection', onStray);
  let code: ExitCode;
  try {
    if ('error' in parsed) throw parsed.error;
    const asked = parsed.kind === 'command' ? parsed.globals.dataDir : undefined;
    dataDir = dataFolderPath(asked, { environment: env, platform: process.platform, home: homedir() });
    armFaultPoints(testSettings(env).faultPoints);
    code = await execute(parsed, { io, json, dataDir, environment: env });
  } catch (error) {
    code = fail(error);
  }
  await io.flush();
  process.removeListener('uncaughtException', onStray);
  process.removeListener('unhandledRejection', onStray);
  return code;
}

function tryParse(args: readonly string[]): Parsed | { readonly error: unknown } {
  try {
    return parseCommandLine(args);
  } catch (error) {
    return { error };
  }
}

async function execute(
  parsed: Parsed,
  options: {
    readonly io: Io;
    readonly json: boolean;
    readonly dataDir: string;
    readonly environment: NodeJS.ProcessEnv;
  },
): Promise<ExitCode> {
  switch (parsed.kind) {
    case 'text':
      options.io.out(parsed.text);
      return EXIT.ok;
    case 'usage':
      if (!options.json) options.io.err(parsed.help);
      throw usageError(parsed.message, 'opsroom --help lists the commands, opsroom COMMAND --help their options');
    case 'command': {
      const invocation = new Invocation(options);
      try {
        return await parsed.handler(invocation);
      } finally {
        await invocation.close();
      }
    }
  }
}

/** Writes a fault down where the operator is sent to look; `undefined` where that cannot be done. */
function noteFault(dataDir: string, error: unknown): string | undefined {
  const file = logPath(dataDir);
  try {
    const logger = createLogger({ level: 'info', file });
    logger.error('a command ended in a fault', { error });
    logger.close();
    return file;
  } catch {
    // The fault itself is told on standard error; a log that cannot be written must not hide it.
    return undefined;
  }
}
