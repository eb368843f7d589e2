import { closeSync, constants, openSync, readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { keepFromChildren } from '#main/kernel/processes/inheritable.ts';
import type { ProcessHandle, ProcessSpec } from '#main/kernel/processes/process-handle.ts';
import { spawnWith } from '#main/kernel/processes/spawn-with.ts';
import { findStartProblem } from '#main/kernel/processes/start-problem.ts';
import { type ErrorData, errorCode } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import { nativeTerminal } from './native-terminal.ts';

export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Starts a process in a terminal of its own, leader of its session and process group. Output comes as exact bytes.
 *
 * The pair of terminal ends is opened here and the process spawned onto one of them, rather than forked by node-pty: its
 * fork hands our other terminals to the child, its Terminal class destroys the terminal 200 ms after the exit whether it
 * was read or not, and the kernel would hang up what the process is just about to detach. For the same reason the
 * terminal is not the controlling one (no `/dev/tty`): a program that asks for a password there fails at once, where
 * nobody would ever type it.
 */
export async function startTerminal(spec: ProcessSpec, size: TerminalSize): Promise<Result<ProcessHandle, ErrorData>> {
  const problem = findStartProblem(spec);
  if (problem !== undefined) return err(problem);
  const ends = openEnds(size);
  if (ends === undefined) return err(noTerminal());
  const { master, slave } = ends;
  const started = await spawnWith(spec, [slave, slave, slave]);
  closeSync(slave);
  if (!started.ok) {
    master.destroy();
    return started;
  }
  const { child, pid } = started.value;
  return ok({
    pid,
    listen(listener) {
      child.on('exit', (exitCode, signal) => listener.exited({ exitCode, signal }));
      master.on('data', (chunk: Buffer) => listener.output(chunk, 'stdout'));
      // Comes early: see readRest.
      master.on('end', () => readRest(ends.descriptor, (chunk) => listener.output(chunk, 'stdout')));
      master.on('close', () => listener.ended());
    },
    pause: () => master.pause(),
    resume: () => master.resume(),
    release: () => master.destroy(),
  });
}

interface Ends {
  readonly master: ReadStream;
  readonly descriptor: number;
  readonly slave: number;
}

function openEnds(size: TerminalSize): Ends | undefined {
  const native = nativeTerminal();
  let pair: ReturnType<typeof native.open>;
  try {
    pair = native.open(size.width, size.height);
  } catch {
    return undefined;
  }
  try {
    // node-pty's own end is non-blocking, which programs do not expect of a terminal, and inherited by every child.
    const slave = openSync(pair.pty, constants.O_RDWR | constants.O_NOCTTY);
    closeSync(pair.slave);
    const master = new ReadStream(pair.master);
    const takeBack = keepFromChildren(pair.master);
    master.on('close', takeBack);
    // When the last process has let a terminal go, reading it fails (EIO): this is how it ends.
    master.on('error', () => {});
    return { master, descriptor: pair.master, slave };
  } catch (error) {
    closeSync(pair.master);
    throw error;
  }
}

/**
 * A terminal gives at most 4 KiB at a read, and libuv takes a short read of a terminal that was hung up for its last.
 * What is still in it is read here, until reading says that there is no more.
 */
function readRest(descriptor: number, take: (chunk: Buffer) => void): void {
  for (;;) {
    const chunk = Buffer.allocUnsafe(4096);
    let length: number;
    try {
      length = readSync(descriptor, chunk);
    } catch (error) {
      if (errorCode(error) === 'EIO' || errorCode(error) === 'EAGAIN') return;
      throw error;
    }
    if (length === 0) return;
    take(chunk.subarray(0, length));
  }
}

function noTerminal(): ErrorData {
  return {
    code: 'process.limit',
    message: 'no terminal could be opened: the system is out of terminals or file descriptors',
    hint: 'run less at once, raise the limits (ulimit -n), or use tty: false',
  };
}
