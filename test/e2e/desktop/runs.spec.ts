import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { APP_FOLDER, gone } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { answerQuestions, questionsAsked } from './answer-questions.ts';
import { electronOf } from './electron-of.ts';

const CLI = join(APP_FOLDER, 'out', 'cli', 'opsroom.js');

const SQL = `
pulser: 1
name: ledger
connections: { books: { driver: sqlite, path: books.db } }
steps:
  - id: fill
    do: { sql: { connection: books, statements: ["create table book (title text)", "insert into book values ('one')"] } }
    verify: [{ sql: { connection: books, query: 'select count(*) as n from book', value: 1 } }]
`;
const FOREVER = `
pulser: 1
name: forever
connections: { books: { driver: sqlite, path: books.db } }
steps:
  - id: count
    do:
      sql:
        connection: books
        statements:
          - create table t (n)
          - insert into t with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c
    verify: [{ file: { path: never } }]
`;

function queue(dataDir: string, name: string, plan: string): void {
  const file = join(dataDir, `${name}.yaml`);
  writeFileSync(file, plan);
  execFileSync(process.execPath, [CLI, 'run', file, '--detach', '--data-dir', dataDir], {
    stdio: 'pipe',
    cwd: dataDir,
  });
}

function runs(dataDir: string): readonly { readonly execution: string; readonly verification: string }[] {
  const text = execFileSync(process.execPath, [CLI, 'runs', '--json', '--data-dir', dataDir], { encoding: 'utf8' });
  return (JSON.parse(text) as { runs: { execution: string; verification: string }[] }).runs;
}

/** Processes of the app that run SQLite's steps, by their ids. */
async function utilities(app: Parameters<typeof electronOf>[0]): Promise<readonly number[]> {
  return electronOf(app).evaluate(({ app: main }) =>
    main
      .getAppMetrics()
      .filter((metric) => metric.type === 'Utility' && metric.name === 'SQLite steps')
      .map((metric) => metric.pid),
  );
}

function isAlive(pid: number): boolean {
  try {
    // What is dead and not yet collected has no command line.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

test('a step on SQLite runs in the app, which does not run as Node', async ({ app, dataDir }) => {
  expect(app.host).toBe('desktop');
  queue(dataDir, 'ledger', SQL);
  await expect.poll(() => runs(dataDir)[0]?.execution, { timeout: 30_000 }).toBe('finished');
  expect(runs(dataDir)[0]).toMatchObject({ verification: 'passed' });
});

test('a statement that never ends dies with the app', async ({ app, dataDir }) => {
  queue(dataDir, 'forever', FOREVER);
  await expect.poll(() => utilities(app), { timeout: 30_000 }).toHaveLength(1);
  const [pid = 0] = await utilities(app);
  const child = electronOf(app).process();
  const ended = gone(child);
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('who quits while a run is under way is asked, and can cancel it', async ({ app, dataDir }) => {
  const electron = electronOf(app);
  queue(dataDir, 'forever', FOREVER);
  await expect.poll(() => utilities(app), { timeout: 30_000 }).toHaveLength(1);
  await answerQuestions(electron, 'Do not quit', 'Cancel the runs');
  const quit = () => electron.evaluate(({ app: main }) => main.quit());
  await quit();
  await expect.poll(() => questionsAsked(electron)).toEqual(['A run is under way']);
  expect(runs(dataDir)[0]?.execution).toBe('running');
  const child = electron.process();
  const ended = once(child, 'exit');
  await quit().catch(() => undefined);
  expect(await ended).toEqual([0, null]);
  expect(runs(dataDir)[0]?.execution).toBe('canceled');
});

test('who waits for the runs before the app ends reads so in the window', async ({ app, page, dataDir }) => {
  const electron = electronOf(app);
  const gate = join(dataDir, 'gate');
  queue(
    dataDir,
    'gated',
    `pulser: 1
name: gated
steps:
  - id: wait
    do: { shell: "until [ -f ${gate} ]; do sleep 0.1; done; touch done" }
    verify: [{ shell: test -f done }]
    undo: { shell: rm -f done }
`,
  );
  await expect.poll(() => runs(dataDir)[0]?.execution, { timeout: 30_000 }).toBe('running');
  await answerQuestions(electron, 'Wait until done');
  const ended = once(electron.process(), 'exit');
  await electron.evaluate(({ app: main }) => main.quit());
  await expect(page.getByText(/^The app ends when the runs under way in it are done/)).toBeVisible();
  writeFileSync(gate, '');
  expect(await ended).toEqual([0, null]);
  expect(runs(dataDir)[0]).toMatchObject({ execution: 'finished', verification: 'passed' });
});
