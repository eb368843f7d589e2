import type { Migration } from './migration.ts';

const TABLES = ['servers', 'server_pins', 'pinned_tools', 'plan_rules', 'mcp_calls'] as const;

/** MCP servers: what they are, what of them was approved, what may be called, and the calls that were made outside of runs. */
export const serversMigration: Migration = {
  version: 4,
  name: 'servers',
  up(db) {
    db.exec(`
      create table servers (
        name text primary key,
        v integer not null default 1,
        definition text not null,
        digest text not null,
        origin text not null,
        approved_digest text,
        approved_at integer,
        approved_by text,
        enabled integer not null default 1 check (enabled in (0, 1)),
        created_at integer not null,
        updated_at integer not null,
        check ((approved_digest is null) = (approved_at is null) and (approved_digest is null) = (approved_by is null))
      ) strict, without rowid;

      create table server_pins (
        server text primary key references servers (name) on delete cascade,
        v integer not null default 1,
        identity text not null,
        names text not null,
        approved_at integer not null,
        approved_by text not null
      ) strict, without rowid;

      create table pinned_tools (
        server text not null references server_pins (server) on delete cascade,
        name text not null,
        position integer not null,
        digest text not null,
        tool text not null,
        permission text not null check (permission in ('allow', 'ask', 'deny')),
        effect text not null check (effect in ('read', 'write', 'irreversible')),
        primary key (server, name),
        check (permission <> 'allow' or effect <> 'irreversible')
      ) strict, without rowid;

      create table plan_rules (
        plan text not null,
        server text not null references servers (name) on delete cascade,
        tool text not null,
        permission text not null check (permission in ('allow', 'ask', 'deny')),
        primary key (server, tool, plan)
      ) strict, without rowid;

      create table mcp_calls (
        id integer primary key autoincrement,
        server text not null references servers (name) on delete cascade,
        tool text not null,
        arguments text not null,
        is_error integer not null check (is_error in (0, 1)),
        error text,
        result text,
        actor text not null,
        at integer not null,
        duration_ms integer not null
      ) strict;
      create index mcp_calls_server on mcp_calls (server, id);

      insert into topics (topic) values ('servers');
    `);
    for (const table of TABLES) {
      for (const change of ['insert', 'update', 'delete']) {
        db.exec(`create trigger ${table}_${change}_is_told after ${change} on ${table}
          begin update topics set changes = changes + 1 where topic = 'servers'; end`);
      }
    }
  },
};
