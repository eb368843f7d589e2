import { hostname, uptime } from 'node:os';
import type { Clock } from '#main/kernel/clock.ts';
import { isAlive } from '#main/kernel/processes/is-alive.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';
import type { Connection } from './connection.ts';

/**
 * Every process that writes leaves a row while it has the database open, and takes it back when it closes. A row whose
 * process is gone says that it did not stop in good order.
 */
export interface Opening {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly boot_at: number;
}

/** Openings of this very process, which a row with our own process id may or may not belong to. */
const ours = new Set<string>();

/** Rough on purpose: it is told by two clocks, and only has to tell one start of the machine from the next. */
const SAME_BOOT_MS = 60_000;

/** Openings whose process is gone. `undefined` rows of a database without the table are none. */
export function uncleanOpenings(connection: Connection, now: number): readonly Opening[] {
  const rows = connection.all<Opening>('select id, host, pid, boot_at from openings');
  return rows.filter((row) => !isOpen(row, now));
}

/** Records that this process has the database open, in place of those that are gone. The result takes it back. */
export function recordOpening(connection: Connection, clock: Clock, gone: readonly Opening[]): () => void {
  const now = clock.now();
  const id = uuidv7(now);
  connection.write(() => {
    for (const opening of gone) connection.run('delete from openings where id = +?', opening.id);
    connection.run(
      'insert into openings (id, host, pid, boot_at, opened_at) values (?, ?, ?, ?, ?)',
      id,
      hostname(),
      process.pid,
      bootTime(now),
      now,
    );
  });
  ours.add(id);
  return () => {
    ours.delete(id);
    connection.write(() => connection.run('delete from openings where id = +?', id));
  };
}

function isOpen(opening: Opening, now: number): boolean {
  if (ours.has(opening.id)) return true;
  // Of another host nothing can be told; a check too many is the better mistake.
  if (opening.host !== hostname() || opening.pid === process.pid) return false;
  return isSameBoot(opening.boot_at, bootTime(now)) && isAlive(opening.pid);
}

/** Whether two times of a start of the machine are of the same start. */
export function isSameBoot(a: number, b: number): boolean {
  return Math.abs(a - b) < SAME_BOOT_MS;
}

/** When the machine was started, ms UTC, as far as its clocks tell. */
export function bootTime(now: number): number {
  return Math.round(now - uptime() * 1000);
}
