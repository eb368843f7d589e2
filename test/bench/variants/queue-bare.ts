// The baseline of the queue: the same three flushed commits for each run (queue, claim, complete) on bare SQLite.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { report } from '../figures.ts';

const [folder = '', count = '500'] = process.argv.slice(2);
const db = new Database(join(folder, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`create table run (id integer primary key, lane text, state text, priority integer, payload text);
  create index queued on run (lane, priority desc, id) where state = 'queued'`);
const enqueue = db.prepare("insert into run (lane, state, priority, payload) values ('A', 'queued', 0, ?)");
const claim = db.prepare(`update run set state = 'running' where id =
  (select id from run where state = 'queued' and lane = +? order by priority desc, id limit 1) returning id`);
const complete = db.prepare("update run set state = 'done' where id = +?");
const payload = 'x'.repeat(100);

const started = performance.now();
for (let run = 0; run < Number(count); run += 1) {
  enqueue.run(payload);
  const claimed = claim.get('A') as { id: number };
  complete.run(claimed.id);
}
report({ perSecond: (Number(count) / (performance.now() - started)) * 1000 });
