import { latestVersion } from '#main/store/migrate.ts';
import type { Migration } from '#main/store/migrations/migration.ts';

/** A change that a later release might make. */
export const notesMigration: Migration = {
  version: latestVersion() + 1,
  name: 'notes',
  up(db) {
    db.exec(`
      create table notes (run_id text primary key references runs (id), text text not null) strict;
      insert into notes (run_id, text) select id, 'from version 1' from runs;
    `);
  },
};
