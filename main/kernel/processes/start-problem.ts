import { statSync } from 'node:fs';
import { type ErrorData, errorCode } from '#shared/lib/app-error.ts';
import type { ProcessSpec } from './process-handle.ts';

/** Linux takes no single argument or variable longer than this (32 pages). */
const LONGEST_STRING = 131_072;

/**
 * Says why a process cannot be started, before it is tried. The platform's own errors come too late (a terminal's child
 * would fail after the fork), name the wrong thing (a missing cwd reads as a missing program), or quote a value.
 */
export function findStartProblem(spec: ProcessSpec): ErrorData | undefined {
  if (!isFolder(spec.cwd)) {
    return {
      code: 'process.cwd',
      message: `working directory ${spec.cwd} is not a directory that can be read`,
      hint: 'make it in an earlier step, or correct cwd',
      details: { cwd: spec.cwd },
    };
  }
  for (let i = 0; i < spec.args.length; i += 1) {
    const problem = stringProblem(spec.args[i] ?? '', 0);
    if (problem !== undefined) return unfit(`argument ${i + 1} of ${spec.file}`, problem);
  }
  for (const name of Object.keys(spec.env)) {
    const problem = stringProblem(spec.env[name] ?? '', name.length + 1);
    if (problem !== undefined || name.includes('\0')) {
      return unfit(`environment variable ${name.replaceAll('\0', '')}`, problem ?? 'has a NUL character in its name');
    }
  }
  return undefined;
}

/** Says why the system refused to start a process. Names the program, never an argument or a variable's value. */
export function describeStartFailure(file: string, error: unknown): ErrorData {
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
      return { code: 'process.not-found', message: `${file} was not found` };
    case 'EACCES':
    case 'EPERM':
      return { code: 'process.not-executable', message: `${file} may not be executed` };
    case 'E2BIG':
      return {
        code: 'process.too-long',
        message: 'the command and its environment are longer than the system takes',
        hint: 'pass large values in a file',
      };
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return {
        code: 'process.limit',
        message: `the system is out of processes, memory or file descriptors (${code})`,
        hint: 'raise the limits (ulimit -u, -n) or run less at once',
      };
    default:
      return { code: 'process.start', message: `${file} could not be started (${code ?? 'unknown reason'})` };
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, or not to be looked at: neither can be a working directory.
    return false;
  }
}

function stringProblem(value: string, extra: number): string | undefined {
  if (value.includes('\0')) return 'has a NUL character, which no process can be given';
  // A UTF-16 unit takes at most three bytes, so short strings need no counting.
  const fits = (value.length + extra) * 3 < LONGEST_STRING || Buffer.byteLength(value) + extra < LONGEST_STRING;
  return fits ? undefined : 'is longer than 128 KiB';
}

function unfit(what: string, problem: string): ErrorData {
  return { code: 'process.unfit', message: `${what} ${problem}`, hint: 'pass the value in a file' };
}
