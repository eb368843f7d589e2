import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';

/** What SQLite or its driver threw, as `sql.*`. */
export function sqliteError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = errorMessage(error);
  const code = errorCode(error) ?? '';
  const named = (suffix: string, hint?: string): AppError =>
    new AppError(`sql.${suffix}`, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(code === '' ? {} : { details: { reason: code } }),
      cause: error,
    });
  if (code === '') return driverError(message, named);
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0];
  switch (primary) {
    case 'SQLITE_CONSTRAINT':
      return named('constraint');
    case 'SQLITE_READONLY':
      return named('read-only', 'checks only read; the file and its folder must be writable for a step');
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return named('busy', 'another process holds the lock of the database');
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return named('damaged');
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return named('permission');
    case 'SQLITE_ERROR':
      return statementError(message, named);
    default:
      return named('failed');
  }
}

type Named = (suffix: string, hint?: string) => AppError;

function statementError(message: string, named: Named): AppError {
  if (message.startsWith('no such table')) return named('missing-table');
  if (message.startsWith('no such column')) return named('missing-column');
  if (/syntax error|incomplete input|unrecognized token/.test(message)) return named('syntax');
  return named('failed');
}

// The driver throws plain RangeErrors and TypeErrors for what it finds wrong before SQLite sees it.
function driverError(message: string, named: Named): AppError {
  if (message.includes('more than one statement'))
    return named('syntax', 'write several statements as a list, statements:');
  if (message.includes('contains no statements')) return named('syntax');
  if (message.includes('directory does not exist')) {
    return named('missing-database', 'the folder of the database must exist: make it in a step before');
  }
  if (/parameter|bind/i.test(message)) return named('params');
  return named('failed');
}
