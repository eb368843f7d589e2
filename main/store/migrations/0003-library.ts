import type { Migration } from './migration.ts';

const TOPICS = { sessions: 'sessions', documents: 'plans', settings: 'settings', views: 'views' } as const;

/**
 * What the screens read and keep: columns of `runs` that lists show, the plan library, saved views and settings. Every
 * change of a table of `TOPICS` is counted, whoever makes it, so that other processes see that there was one.
 */
export const libraryMigration: Migration = {
  version: 3,
  name: 'library',
  up(db) {
    db.exec(`
      alter table runs add column operator text not null default '';
      alter table runs add column proofs_verified integer not null default 0;
      alter table runs add column proofs_rejected integer not null default 0;
      alter table runs add column steps_skipped integer not null default 0;
      alter table runs add column has_artifacts integer not null default 0;
      update runs set
        operator = coalesce((select json_extract(actor, '$.name') from events where run_id = runs.id and seq = 1), ''),
        (proofs_verified, proofs_rejected, steps_skipped) = (
          select count(*) filter (where undo is null and verdict in ('verified', 'satisfied', 'carried')),
            count(*) filter (where verdict in ('failed', 'indeterminate')),
            count(*) filter (where verdict = 'skipped')
          from steps where run_id = runs.id),
        has_artifacts = exists (select 1 from artifacts where run_id = runs.id);
      update runs set lane =
        (select json_extract(data, '$.lane') from events where run_id = runs.id and type = 'run.claimed' order by seq desc limit 1)
        where lane is null;
      create index runs_attempt_of on runs (attempt_of) where attempt_of is not null;
      create index runs_with_artifacts on runs (number) where has_artifacts = 1;
      create index artifacts_content on artifacts (digest, size);
      drop index artifacts_digest;

      create table documents (
        id text primary key,
        name text not null,
        title text not null,
        origin text not null check (origin in ('new', 'file', 'template')),
        folder text,
        draft text,
        draft_updated_at integer,
        text_digest text not null,
        created_at integer not null,
        archived_at integer
      ) strict;

      create table revisions (
        document_id text not null references documents (id),
        number integer not null,
        digest text not null references plans (digest),
        version text not null,
        published_by text not null,
        published_at integer not null,
        text_digest text not null,
        text text not null,
        primary key (document_id, number)
      ) strict;
      create index revisions_digest on revisions (digest, published_at);
      create trigger revisions_are_kept before delete on revisions
        begin select raise(abort, 'revisions are never removed'); end;
      create trigger revisions_stay_as_they_are before update on revisions
        begin select raise(abort, 'revisions never change'); end;

      create table views (
        id text primary key,
        name text not null unique,
        v integer not null default 1,
        body text not null,
        created_at integer not null,
        updated_at integer not null
      ) strict, without rowid;

      create table settings (
        id integer primary key check (id = 1),
        v integer not null default 1,
        body text not null,
        updated_at integer not null
      ) strict;

      create table topics (
        topic text primary key,
        changes integer not null default 0
      ) strict, without rowid;
      insert into topics (topic) values ('sessions'), ('plans'), ('settings'), ('views');
    `);
    for (const [table, topic] of Object.entries(TOPICS)) {
      for (const change of ['insert', 'update', 'delete']) {
        db.exec(`create trigger ${table}_${change}_is_told after ${change} on ${table}
          begin update topics set changes = changes + 1 where topic = '${topic}'; end`);
      }
    }
  },
};
