import type { Migration } from './migration.ts';

/**
 * Every column that holds JSON stands beside a `v` that says which form the JSON has (all 1 so far). Times are ms UTC.
 */
export const runsMigration: Migration = {
  version: 1,
  name: 'runs',
  up(db) {
    db.exec(`
      create table openings (
        id text primary key,
        host text not null,
        pid integer not null,
        boot_at integer not null,
        opened_at integer not null
      ) strict, without rowid;

      create table sessions (
        id text primary key,
        name text not null,
        created_at integer not null,
        archived_at integer
      ) strict, without rowid;
      create unique index sessions_open_name on sessions (name) where archived_at is null;
      create index sessions_name on sessions (name, archived_at);

      create table plans (
        digest text primary key,
        v integer not null default 1,
        name text not null,
        version text not null,
        body text not null,
        created_at integer not null
      ) strict, without rowid;

      create table runs (
        number integer primary key,
        id text not null unique,
        session_id text not null references sessions (id),
        session_name text not null,
        plan_digest text not null references plans (digest),
        plan_name text not null,
        plan_version text not null,
        execution text not null check (execution in
          ('queued', 'claimed', 'running', 'waiting', 'interrupted', 'finished', 'canceled')),
        verification text not null,
        disposition text not null,
        rollback text not null,
        strength text,
        lane text check (lane in ('A', 'B', 'C', 'D')),
        lane_wish text check (lane_wish in ('A', 'B', 'C', 'D')),
        priority integer not null,
        owner text,
        generation integer not null default 0,
        lease_until integer,
        reason text not null default '',
        waiting_for text,
        wake_at integer,
        attempt_of text,
        created_at integer not null,
        started_at integer,
        finished_at integer,
        steps_done integer not null default 0,
        steps_total integer not null,
        last_seq integer not null,
        last_hash text not null,
        queue_group text not null,
        queue_priority integer not null,
        queue_rank integer not null,
        filed_under text not null default ''
      ) strict;
      create index runs_session on runs (session_id, number);
      create index runs_plan on runs (plan_name, number);
      create index runs_plan_digest on runs (plan_digest);
      create index runs_active on runs (session_id, number) where execution not in ('finished', 'canceled');
      create index runs_owned on runs (owner) where execution in ('claimed', 'running');
      create index runs_queue_order on runs (filed_under, queue_priority desc, queue_rank)
        where execution = 'queued';
      create index runs_queue_group on runs (filed_under, queue_group, queue_priority desc, queue_rank)
        where execution = 'queued';
      create index runs_queue_session on runs (session_id, queue_priority desc, queue_rank)
        where execution = 'queued';

      create table events (
        position integer primary key autoincrement,
        run_id text not null references runs (id),
        seq integer not null,
        v integer not null default 1,
        at integer not null,
        type text not null,
        actor text not null,
        data text not null,
        prev text,
        hash text not null,
        unique (run_id, seq)
      ) strict;
      create trigger events_are_kept before delete on events
        begin select raise(abort, 'events are append-only'); end;
      create trigger events_stay_as_they_are before update on events
        begin select raise(abort, 'events are append-only'); end;

      create table steps (
        run_id text not null references runs (id),
        position integer not null,
        id text not null,
        title text not null,
        status text not null,
        verdict text,
        strength text,
        tries integer not null,
        undo text,
        reason text not null,
        v integer not null default 1,
        outputs text not null,
        started_at integer,
        finished_at integer,
        primary key (run_id, position),
        unique (run_id, id)
      ) strict, without rowid;

      create table artifacts (
        position integer primary key,
        run_id text not null references runs (id),
        step_id text not null,
        name text not null,
        digest text not null,
        media_type text not null,
        size integer not null,
        unique (run_id, step_id, name)
      ) strict;
      create index artifacts_digest on artifacts (digest);

      create table proofs (
        run_id text not null,
        step_id text not null,
        v integer not null default 1,
        body text not null,
        primary key (run_id, step_id),
        foreign key (run_id, step_id) references steps (run_id, id)
      ) strict, without rowid;

      create table instances (
        id text primary key,
        host text not null,
        pid integer not null,
        kind text not null,
        registered_at integer not null,
        beat integer not null default 0,
        beat_at integer not null
      ) strict, without rowid;

      create table lane_holds (
        session_id text not null references sessions (id),
        lane text not null check (lane in ('A', 'B', 'C', 'D')),
        run_id text not null unique references runs (id),
        primary key (session_id, lane)
      ) strict, without rowid;

      create table run_locks (
        run_id text not null references runs (id),
        lock text not null,
        primary key (run_id, lock)
      ) strict, without rowid;

      create table held_locks (
        lock text primary key,
        run_id text not null references runs (id)
      ) strict, without rowid;
      create index held_locks_run on held_locks (run_id);
    `);
  },
};
