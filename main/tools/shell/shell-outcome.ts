import { stripVTControlCharacters } from 'node:util';
import type { Ended } from '#main/kernel/processes/supervise.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import type { OutputSink } from './output-sink.ts';

/** Longest last line that a message shows, in characters. */
const LAST_LINE = 200;

/** Why an act that ran is not ok; `null` when it is. */
export function describeEnd(
  ended: Ended,
  sink: Pick<OutputSink, 'last' | 'passedLimit'>,
  limits: { readonly timeoutMs: number; readonly logLimit: number | undefined },
): ErrorData | null {
  switch (ended.cause) {
    case 'timeout':
      return {
        code: 'tool.timeout',
        message: withLastLine(`still running after ${formatDuration(limits.timeoutMs)}, ended`, sink),
        hint: 'raise timeout; a command in a terminal that waits for input gets none',
      };
    case 'abort':
      return { code: 'tool.stopped', message: 'ended, because the run was stopped' };
    case 'stop':
      return limitError(limits.logLimit);
    case 'exit':
      // It may have ended by itself in the moment in which its output passed the limit.
      if (sink.passedLimit) return limitError(limits.logLimit);
      return exitError(ended, sink);
    default:
      return assertNever(ended.cause, 'cause of an end');
  }
}

/** The last line of the output, without control codes, cut to a readable length; empty when there is none. */
export function lastLine(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim());
  const line = lines.findLast((candidate) => candidate !== '') ?? '';
  return line.length <= LAST_LINE ? line : `${line.slice(0, LAST_LINE - 1)}…`;
}

function exitError({ exitCode, signal }: Ended, sink: Pick<OutputSink, 'last'>): ErrorData | null {
  if (exitCode === 0) return null;
  if (exitCode === null) {
    return { code: 'tool.exit', message: withLastLine(`killed by ${signal}`, sink), details: { signal } };
  }
  const details = { exitCode };
  switch (exitCode) {
    case 126:
      return {
        code: 'tool.exit',
        message: withLastLine('exit 126 (a command was found but cannot be executed)', sink),
        hint: 'check the file mode (chmod +x) and its first line (#!)',
        details,
      };
    case 127:
      return {
        code: 'tool.exit',
        message: withLastLine('exit 127 (a command was not found)', sink),
        hint: 'install it, or correct its name; PATH is the one that the step was given',
        details,
      };
    default:
      return { code: 'tool.exit', message: withLastLine(`exit ${exitCode}`, sink), details };
  }
}

function limitError(limit: number | undefined): ErrorData {
  return {
    code: 'tool.log-limit',
    message: `printed more than the limit of ${limit ?? 0} bytes, ended`,
    hint: 'print less, or raise the limit of the log',
    details: { limit: limit ?? 0 },
  };
}

function withLastLine(what: string, sink: Pick<OutputSink, 'last'>): string {
  const line = lastLine(sink.last.text());
  return line === '' ? what : `${what}: ${line}`;
}
