import { runsMigration } from './0001-runs.ts';
import { operatorsMigration } from './0002-operators.ts';
import { libraryMigration } from './0003-library.ts';
import { serversMigration } from './0004-servers.ts';
import { workersMigration } from './0005-workers.ts';
import type { Migration } from './migration.ts';

/** Numbers of SQLite's `application_id` field: `OPSR`. */
export const APPLICATION_ID = 0x4f505352;

/** The schema's history, in order and without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  runsMigration,
  operatorsMigration,
  libraryMigration,
  serversMigration,
  workersMigration,
];
