import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { AppError } from '#shared/lib/app-error.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Diagnostics of the product itself (what a run prints is kept elsewhere). One JSON object per line. */
export interface Logger {
  debug(message: string, data?: LogData): void;
  info(message: string, data?: LogData): void;
  warn(message: string, data?: LogData): void;
  error(message: string, data?: LogData): void;
  /** A logger that adds `data` to each line. */
  child(data: LogData): Logger;
  /** Closes the file; lines that still come are dropped. */
  close(): void;
}

/** Members of a line. An `error` member may be anything that was thrown. */
export type LogData = Readonly<Record<string, unknown>>;

export interface LoggerOptions {
  /** A file that lines are appended to; its folder is made, its mode is 0600. */
  readonly file?: string;
  /** Takes each line instead of a file. */
  readonly destination?: { write(line: string): void };
  readonly level: LogLevel;
  /** Hides secrets in each string, keys included, before it is written. */
  readonly mask?: (text: string) => string;
  /** Told when a line could not be written; logging never fails its caller. */
  readonly onError?: (error: Error) => void;
}

/** Opens a logger. Throws `log.unwritable` when its file cannot be opened. */
export function createLogger(options: LoggerOptions): Logger {
  const mask = options.mask ?? ((text: string) => text);
  const { destination, close } = openDestination(options);
  return wrap(pino({ level: options.level, base: { pid: process.pid }, serializers: {} }, destination), mask, close);
}

interface Destination {
  readonly destination: { write(line: string): void };
  readonly close: () => void;
}

function openDestination(options: LoggerOptions): Destination {
  if (options.destination !== undefined) return { destination: options.destination, close: () => {} };
  if (options.file === undefined) throw new RangeError('a logger needs a file or a destination');
  let fd: number | undefined = openLog(options.file);
  return {
    destination: {
      // Written at once: a line must survive the crash that it explains.
      write(line) {
        if (fd === undefined) return;
        try {
          appendFileSync(fd, line);
        } catch (error) {
          options.onError?.(error instanceof Error ? error : new Error(String(error)));
        }
      },
    },
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

function openLog(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'a', 0o600);
  } catch (cause) {
    throw new AppError('log.unwritable', `cannot write the log ${file}`, { cause });
  }
}

function wrap(target: pino.Logger, mask: (text: string) => string, close: () => void): Logger {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, data?: LogData): void => {
      if (target.isLevelEnabled(level)) target[level](maskObject(data ?? {}, mask), mask(message));
    };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (data) => wrap(target.child(maskObject(data, mask)), mask, close),
    close,
  };
}

function maskObject(data: LogData, mask: (text: string) => string): Record<string, unknown> {
  return masked(data, mask, new Set()) as Record<string, unknown>;
}

function masked(value: unknown, mask: (text: string) => string, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '(circular)';
  const path = new Set(above).add(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, mask, path));
  const source = value instanceof Error ? errorData(value) : value;
  return Object.fromEntries(
    Object.entries(source).map(([key, member]) => [mask(key), masked(member, mask, path)] as const),
  );
}

// Only these members: drivers hang requests with their headers, or whole configurations, on their errors.
function errorData(error: Error): Record<string, unknown> {
  const data: Record<string, unknown> = { name: error.name, message: error.message, stack: error.stack };
  if ('code' in error) data['code'] = error.code;
  if (error instanceof AppError) Object.assign(data, { hint: error.hint, details: error.details });
  if (error instanceof AggregateError) data['errors'] = error.errors;
  if (error.cause !== undefined) data['cause'] = error.cause;
  return data;
}
