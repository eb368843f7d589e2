import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';

/** Turns what SQLite throws into an AppError `store.*`; anything else stays as it is. Its texts name columns, never values. */
export function storeFault(error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined || !code.startsWith('SQLITE_')) return error;
  const fault = (name: string, message: string, hint?: string) =>
    new AppError(`store.${name}`, `${message}: ${errorMessage(error)}`, {
      ...(hint === undefined ? {} : { hint }),
      details: { sqlite: code },
      cause: error,
    });
  if (isDamage(error)) {
    return fault(
      'damaged',
      'the database is damaged',
      'keep the data folder as it is and restore a file of its backups folder',
    );
  }
  if (isBusy(error)) return fault('busy', 'another process kept the database locked for too long', 'try again');
  if (code === 'SQLITE_FULL')
    return fault('full', 'the disk of the data folder is full', 'free some space, then try again');
  if (code.startsWith('SQLITE_READONLY')) return fault('read-only', 'the database cannot be written');
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) {
    return fault(
      'io',
      'the database file cannot be read or written',
      'look at the disk and at the rights of the data folder',
    );
  }
  return fault('fault', 'the database refused a statement');
}

/** True when SQLite says that the file is not a sound database. */
export function isDamage(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'store.damaged';
}

/** True when another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code === 'store.busy';
}
