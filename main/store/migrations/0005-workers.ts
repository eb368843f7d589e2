import type { Migration } from './migration.ts';

/**
 * Runs whose cancel is still under way, and what a worker would take. `lanes`: the letters, `null` for all. A worker of an
 * earlier release stands as one that takes every lane.
 */
export const workersMigration: Migration = {
  version: 5,
  name: 'workers',
  up(db) {
    db.exec(`
      alter table runs add column canceling integer not null default 0 check (canceling in (0, 1));
      create index runs_canceling on runs (number) where canceling = 1;

      alter table instances add column lanes text;
      alter table instances add column draining integer not null default 0 check (draining in (0, 1));
    `);
  },
};
