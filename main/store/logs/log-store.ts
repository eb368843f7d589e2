import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { LogName, LogStore, LogWriter } from '#main/engine/ports/log.ts';
import { type Clock, systemClock } from '#main/kernel/clock.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { CastWriter } from './log-writer.ts';

/** The logs of a data folder. */
export interface FileLogStore extends LogStore {
  /** The file of a log, by the path of its LogRef. Throws AppError `log.path` for a path that leads elsewhere. */
  resolve(path: string): string;
}

export interface LogStoreOptions {
  readonly dataDir: string;
  readonly clock?: Clock;
  /** Whether a closed log has reached the medium (fdatasync); default true. */
  readonly durable?: boolean;
}

const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** Logs below `<dataDir>/logs/<runId>/`. */
export function createLogStore(options: LogStoreOptions): FileLogStore {
  const { dataDir, clock = systemClock, durable = true } = options;
  const root = join(dataDir, 'logs');
  return {
    open(name, terminal): LogWriter {
      for (const part of [name.runId, name.stepId]) if (!SAFE_NAME.test(part)) throw notAPath(part);
      mkdirSync(join(root, name.runId), { recursive: true, mode: 0o700 });
      const { path, fd } = create(root, name);
      return new CastWriter({ path: join(root, path), name: path, fd, terminal, clock, durable });
    },
    resolve(path) {
      if (!path.split('/').every((part) => SAFE_NAME.test(part))) throw notAPath(path);
      return join(root, path);
    },
  };
}

/** A log that stands is never written over: it may be all that is left of an act whose owner died. */
function create(root: string, name: LogName): { readonly path: string; readonly fd: number } {
  const base = `${name.runId}/${name.stepId}.${name.try}${name.undo ? '.undo' : ''}`;
  for (let copy = 1; ; copy += 1) {
    const path = `${base}${copy === 1 ? '' : `.${copy}`}.cast`;
    try {
      return { path, fd: openSync(join(root, path), 'wx', 0o600) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') {
        throw new AppError('log.write', `the log ${path} cannot be made`, { cause: error });
      }
    }
  }
}

function notAPath(text: string): AppError {
  return new AppError('log.path', `not the name of a log: ${text}`);
}
