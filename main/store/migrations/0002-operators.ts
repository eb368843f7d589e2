import type { Migration } from './migration.ts';

/** Pauses of runs, and the lane policies of the data folder. A lane that nobody has touched has no row. */
export const operatorsMigration: Migration = {
  version: 2,
  name: 'operators',
  up(db) {
    db.exec(`
      alter table runs add column paused integer not null default 0 check (paused in (0, 1));

      create table lane_policies (
        lane text primary key check (lane in ('A', 'B', 'C', 'D')),
        held integer not null check (held in (0, 1)),
        reserved integer not null check (reserved in (0, 1)),
        changed_by text not null,
        changed_at integer not null
      ) strict, without rowid;
    `);
  },
};
