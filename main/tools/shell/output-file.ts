import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type ErrorData, errorCode } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import { MEMBER_NAME } from '#shared/pulser/primitives.ts';

/** Most bytes of the file that an act writes its outputs to. */
export const OUTPUT_FILE_LIMIT = 1024 * 1024;

type Outputs = Readonly<Record<string, string>>;

/** Reads what an act wrote to `$OPS_OUTPUT`. A file that the act removed holds no outputs. */
export function readOutputFile(path: string): Result<Outputs, ErrorData> {
  let descriptor: number;
  try {
    // Neither wait for the other end of a pipe that the act may have put there, nor follow a link out of the folder.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? ok({}) : err(formatError('cannot be read'));
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return err(formatError('is not a regular file'));
    if (stat.size > OUTPUT_FILE_LIMIT) return err(formatError(`is longer than 1 MiB (${stat.size} bytes)`));
    return parseOutputs(readFileSync(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Lines `name=value`, or `name<<WORD`, lines of text, `WORD`. Blank lines are skipped; the last of a name wins. Errors
 * name the line and never quote it, since it may hold a secret.
 */
export function parseOutputs(bytes: Uint8Array): Result<Outputs, ErrorData> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return err(formatError('is not UTF-8'));
  }
  const outputs: Record<string, string> = {};
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const match = /^([^=]*?)(=|<<)([\s\S]*)$/.exec(line);
    const [, name = '', sign, rest = ''] = match ?? [];
    if (match === null) return err(lineError(i, 'is neither name=value nor name<<WORD'));
    if (!MEMBER_NAME.test(name)) {
      return err(lineError(i, 'has a name that is not letters, digits and _, or starts with a digit'));
    }
    if (sign === '=') {
      outputs[name] = rest;
      continue;
    }
    if (rest === '') return err(lineError(i, 'has no word after <<'));
    const end = lines.indexOf(rest, i + 1);
    if (end < 0) return err(lineError(i, 'starts a text whose closing word never comes'));
    outputs[name] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return ok(outputs);
}

function lineError(index: number, problem: string): ErrorData {
  return { ...formatError(`line ${index + 1} ${problem}`), details: { line: index + 1 } };
}

function formatError(problem: string): ErrorData {
  return {
    code: 'tool.output-format',
    message: `$OPS_OUTPUT: ${problem}`,
    hint: 'write one name=value in a line, or name<<EOF, lines, EOF; at most 1 MiB',
  };
}
