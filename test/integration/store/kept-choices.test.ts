import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { HistorySort } from '#shared/api/history.ts';
import { DEFAULT_SETTINGS } from '#shared/api/settings.ts';
import { openStoreAt, openWorld } from './open-world.ts';

const withCode = (code: string) => expect.objectContaining({ code });
const sort: HistorySort = { by: 'started', descending: true };

test('settings are defaults until they are set, and are seen by every store of the folder', () => {
  const { store, dataDir } = openWorld();
  expect(store.settings.get()).toEqual(DEFAULT_SETTINGS);
  const keys = { overrides: { 'go.runs': 'g x' }, singleLetters: false };
  expect(store.settings.update({ theme: 'dark', keys, keepInTray: undefined }, 1)).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'dark',
    keys,
  });
  expect(openStoreAt(dataDir).settings.update({ keepInTray: true }, 2)).toMatchObject({
    theme: 'dark',
    keepInTray: true,
  });
  expect(store.settings.get()).toMatchObject({ theme: 'dark', keepInTray: true });
});

test('a setting that is none is refused, and nothing is set', () => {
  const { settings } = openStoreAt();
  const wrong = { theme: 'pink', keepInTray: true } as unknown as { readonly keepInTray: boolean };
  expect(() => settings.update(wrong, 1)).toThrow(withCode('settings.invalid'));
  expect(() => settings.update({ unheardOf: 1 } as object, 1)).toThrow(withCode('settings.invalid'));
  expect(settings.get()).toEqual(DEFAULT_SETTINGS);
});

test('members of a later release stay, and a value that cannot be read counts as not set', () => {
  const { store, dataDir } = openWorld();
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.prepare('insert into settings (id, body, updated_at) values (1, ?, 1)').run(
    JSON.stringify({ theme: 'sepia', keepInTray: true, density: 'high' }),
  );
  expect(store.settings.get()).toEqual({ ...DEFAULT_SETTINGS, keepInTray: true });
  store.settings.update({ theme: 'light' }, 2);
  expect(JSON.parse(String(db.prepare('select body from settings').pluck().get()))).toEqual({
    theme: 'light',
    keepInTray: true,
    density: 'high',
  });
  db.close();
});

test('views are kept by name, changed, renamed and removed', () => {
  const { views } = openStoreAt();
  const red = views.save({ id: null, name: 'red', filter: { status: ['failed'], text: 'disk' }, sort }, 1);
  const all = views.save({ id: null, name: 'All', filter: {}, sort }, 1);
  expect(views.list()).toEqual([all, red]);
  expect(red).toEqual({ id: red.id, name: 'red', filter: { status: ['failed'], text: 'disk' }, sort });
  const changed = views.save({ id: red.id, name: 'red', filter: { lanes: ['A'] }, sort }, 2);
  expect(views.rename(red.id, 'a red one', 3)).toEqual({ ...changed, name: 'a red one' });
  expect(views.list().map((view) => [view.name, view.filter])).toEqual([
    ['a red one', { lanes: ['A'] }],
    ['All', {}],
  ]);
  expect(() => views.rename(all.id, 'a red one', 4)).toThrow(withCode('view.exists'));
  expect(() => views.save({ id: null, name: 'All', filter: {}, sort }, 4)).toThrow(withCode('view.exists'));
  views.remove(all.id);
  views.remove(all.id);
  expect(() => views.save({ id: all.id, name: 'All', filter: {}, sort }, 4)).toThrow(withCode('view.unknown'));
  expect(views.list()).toHaveLength(1);
});

test('sessions are made, renamed, archived and restored under names of their own', () => {
  const { world, store } = openWorld();
  const ops = store.sessions.create('ops', 1);
  expect(() => store.sessions.create('ops', 2)).toThrow(withCode('session.exists'));
  const runId = world.queue({ session: 'ops' });
  expect(store.sessions.rename(ops.id, 'release')).toEqual({ ...ops, name: 'release' });
  expect(store.sessions.rename(ops.id, 'release').name).toBe('release');
  expect(world.get(runId).sessionName).toBe('release');
  const [created] = store.runs.events(runId);
  expect(created?.data).toMatchObject({ sessionName: 'ops' });

  const other = store.sessions.create('ops', 3);
  expect(() => store.sessions.rename(other.id, 'release')).toThrow(withCode('session.exists'));
  store.sessions.archive(other.id, 4);
  expect(store.sessions.overview({ archived: true }).map((row) => row.id)).toEqual([other.id]);
  const third = store.sessions.create('ops', 5);
  expect(() => store.sessions.restore(other.id)).toThrow(withCode('session.exists'));
  store.sessions.rename(third.id, 'third');
  expect(store.sessions.restore(other.id)).toEqual(other);
  expect(store.sessions.find('ops')).toEqual(other);
});
