import { expect, test } from 'vitest';
import { isBusy, isDamage, storeFault } from '#main/store/sqlite-error.ts';
import { AppError } from '#shared/lib/app-error.ts';

const sqlite = (code: string) => Object.assign(new Error('text of SQLite'), { code });

test.each([
  ['SQLITE_CORRUPT', 'store.damaged'],
  ['SQLITE_CORRUPT_INDEX', 'store.damaged'],
  ['SQLITE_NOTADB', 'store.damaged'],
  ['SQLITE_BUSY', 'store.busy'],
  ['SQLITE_BUSY_RECOVERY', 'store.busy'],
  ['SQLITE_FULL', 'store.full'],
  ['SQLITE_READONLY_DBMOVED', 'store.read-only'],
  ['SQLITE_IOERR_FSYNC', 'store.io'],
  ['SQLITE_CANTOPEN', 'store.io'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'store.fault'],
])('%s becomes %s, with what SQLite said', (code, expected) => {
  const error = sqlite(code);
  const fault = storeFault(error);
  expect(fault).toBeInstanceOf(AppError);
  expect(fault).toMatchObject({ code: expected, details: { sqlite: code }, cause: error });
  expect((fault as AppError).message).toContain('text of SQLite');
  expect([isDamage(error), isDamage(fault)]).toEqual(Array(2).fill(expected === 'store.damaged'));
  expect([isBusy(error), isBusy(fault)]).toEqual(Array(2).fill(expected === 'store.busy'));
});

test('leaves every other error as it is', () => {
  for (const error of [new AppError('session.busy', 'x'), new TypeError('x'), sqlite('ENOENT'), 'text']) {
    expect(storeFault(error)).toBe(error);
  }
});
