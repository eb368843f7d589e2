import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '#main/store/open-store.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

/** A data folder of the first release in which run 1 has ended: one step verified, one failed, an artifact. */
function versionOne(): string {
  const dataDir = tempFolder();
  const db = new Database(join(dataDir, 'opsroom.db'));
  db.pragma('journal_mode = wal');
  db.exec(readFileSync(new URL('../fixtures/version-1.sql', import.meta.url), 'utf8'));
  db.exec(`
    update runs set execution = 'finished', verification = 'failed', started_at = 1767225600000, finished_at = 1767225660000
      where number = 1;
    update steps set status = 'settled', verdict = case position when 0 then 'verified' else 'failed' end
      where run_id = (select id from runs where number = 1);
    update steps set verdict = 'skipped' where position = 1 and run_id = (select id from runs where number = 2);
    insert into artifacts (run_id, step_id, name, digest, media_type, size)
      select id, 'one', 'report.txt', 'sha256:${'a'.repeat(64)}', 'text/plain', 7 from runs where number = 1;
  `);
  db.close();
  return dataDir;
}

test.each(['read-write', 'read-only'] as const)(
  'what lists show is made of what the first release kept: %s',
  (mode) => {
    const clock = new ManualClock();
    const store = openStore({ dataDir: versionOne(), clock, mode });
    onTestFinished(() => store.close());
    const { rows } = store.history.window({
      filter: {},
      sort: { by: 'number', descending: false },
      offset: 0,
      limit: 10,
    });
    expect(rows.map((row) => [row.run.number, row.status, row.operator, row.runTimeMs, row.proofs])).toEqual([
      [1, 'failed', 'o', 60_000, { verified: 1, total: 2 }],
      [2, 'queued', 'o', null, { verified: 0, total: 1 }],
    ]);
    expect(store.history.metrics(1_767_225_700_000).proofs).toMatchObject({ verified: 1, rejected: 1 });
    const page = store.artifactsPage({ text: '', runId: null, before: null, limit: 10 });
    expect(page.groups.map((group) => group.run.number)).toEqual([1]);
    expect(page.totals).toEqual({ files: 1, contents: 1, bytes: 7 });
    expect(store.topics()).toEqual({ sessions: 0, plans: 0, settings: 0, views: 0, servers: 0 });
  },
);
