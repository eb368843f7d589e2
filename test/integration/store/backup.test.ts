import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { BACKUPS_KEPT, backupNow, dailyBackup, listBackups } from '#main/store/backup.ts';
import { latestVersion } from '#main/store/migrate.ts';
import { reportStore } from '#main/store/open-report.ts';
import { openStore } from '#main/store/open-store.ts';
import { StoreWorld } from '#test/conformance/store/store-world.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const DAY = 24 * 3_600_000;
const withCode = (code: string) => expect.objectContaining({ code });

function folder() {
  const dataDir = tempFolder();
  const clock = new ManualClock();
  const store = openStore({ dataDir, clock });
  onTestFinished(() => store.close());
  return { dataDir, clock, store, world: new StoreWorld({ now: () => clock.now(), open: () => store }) };
}

test('copies the database while it is open, log included', async () => {
  const { dataDir, clock, world } = folder();
  for (let i = 0; i < 5; i += 1) world.queue();
  const pending = backupNow(dataDir, { clock });
  // Committed while the copy is made: it shows the state from before.
  world.queue();
  const backup = await pending;
  expect(backup).toMatchObject({ version: latestVersion(), at: clock.now() });
  expect(listBackups(dataDir)).toEqual([backup]);
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  const copy = new Database(backup.file, { readonly: true });
  expect(copy.prepare('select count(*) from runs').pluck().get()).toBe(5);
  expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
  copy.close();
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
});

test('leaves nothing behind when it is stopped, or has no time', async () => {
  const { dataDir, clock } = folder();
  await expect(backupNow(dataDir, { clock, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  await expect(backupNow(dataDir, { clock, timeoutMs: -1 })).rejects.toThrow(withCode('store.backup'));
  expect(readdirSync(join(dataDir, 'backups'))).toEqual([]);
  await expect(backupNow(tempFolder(), { clock })).rejects.toThrow(withCode('store.missing'));
});

test('makes one a day and keeps the last seven, and the last of an older version', async () => {
  const { dataDir, clock } = folder();
  const first = await dailyBackup(dataDir, { clock });
  expect(first).toBeDefined();
  await clock.advance(DAY - 1);
  expect(await dailyBackup(dataDir, { clock })).toBeUndefined();
  // As a migration of an older release would have left it.
  const old = new Database(join(dataDir, 'backups', 'opsroom-v0-2025-01-01T00-00-00-000Z.db'));
  old.close();
  closeSync(openSync(join(dataDir, 'backups', 'opsroom-v0-2025-01-01T00-00-00-000Z.db'), 'a'));
  for (let day = 0; day < BACKUPS_KEPT + 2; day += 1) {
    await clock.advance(DAY);
    expect(await dailyBackup(dataDir, { clock })).toBeDefined();
  }
  const backups = listBackups(dataDir);
  expect(backups.map((backup) => backup.version)).toEqual([...Array(BACKUPS_KEPT).fill(latestVersion()), 0]);
  expect(backups[0]?.at).toBe(clock.now());
  expect(backups.map((backup) => backup.file)).not.toContain(first?.file);
});

test('reports the state of a folder without touching it', async () => {
  const empty = tempFolder();
  expect(reportStore(empty, 1)).toMatchObject({ exists: false, version: null, findings: [], backups: [] });
  expect(readdirSync(empty)).toEqual([]);

  const { dataDir, clock, world, store } = folder();
  world.queue();
  world.mustClaim();
  await backupNow(dataDir, { clock });
  const report = reportStore(dataDir, clock.now());
  expect(report).toMatchObject({
    exists: true,
    version: latestVersion(),
    latestVersion: latestVersion(),
    findings: [],
    damage: null,
    runs: 1,
    events: 2,
  });
  expect(report.backups).toHaveLength(1);
  expect(report.bytes + report.logBytes).toBeGreaterThan(4096);
  expect(report.sqlite).toMatch(/^3\./);
  store.close();

  const db = new Database(join(dataDir, 'opsroom.db'));
  const page = Number(db.prepare(`select rootpage from sqlite_schema where name = 'runs_plan'`).pluck().get());
  db.close();
  const file = openSync(join(dataDir, 'opsroom.db'), 'r+');
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, (page - 1) * 4096);
  closeSync(file);
  const damaged = reportStore(dataDir, clock.now());
  expect(damaged.findings.join()).toMatch(/page/i);
  expect(damaged.runs).toBe(1);
});
