// The baseline of a run: for each step the same three processes (a check, an act in a terminal, a check) and as many
// flushed commits as the product makes, and nothing else.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { spawn as spawnTerminal } from 'node-pty';
import { report } from '../figures.ts';

const [folder = '', count = '100', commits = '3'] = process.argv.slice(2);
const db = new Database(join(folder, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('create table line (id integer primary key, text text)');
const insert = db.prepare('insert into line (text) values (?)');
const text = 'x'.repeat(1500);

const check = (command: string) =>
  new Promise<void>((resolve) => {
    spawn('/bin/sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).on('close', () => resolve());
  });
const act = (command: string) =>
  new Promise<void>((resolve) => {
    const terminal = spawnTerminal('/bin/sh', ['-c', command], { cwd: folder, cols: 120, rows: 30 });
    terminal.onData(() => {});
    terminal.onExit(() => resolve());
  });

const started = performance.now();
for (let step = 0; step < Number(count); step += 1) {
  await check(`test -s out-${step}`);
  await act(`echo step-${step} > out-${step}; echo done`);
  await check(`test -s out-${step}`);
  for (let commit = 0; commit < Number(commits); commit += 1) insert.run(text);
}
report({ msPerStep: (performance.now() - started) / Number(count) });
