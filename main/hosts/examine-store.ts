import { reportStore, type StoreReport } from '#main/store/open-report.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { ago, sizeText } from './cli/format/times.ts';
import type { Examined, Finding } from './examine-machine.ts';
import { examineServers } from './examine-servers.ts';

/** A clock that is this far behind what was recorded would order events wrongly, ms. */
const CLOCK_SLACK_MS = 5 * 60_000;
/** From here on SQLite has the fix of a bug that damaged databases with several writers. */
const SAFE_SQLITE = [3, 51, 3] as const;

/** The database of the data folder, the clock against what it holds, and who says to be at work on it. */
export async function examineStore(examined: Examined): Promise<readonly Finding[]> {
  const now = Date.now();
  let report: StoreReport;
  try {
    report = reportStore(examined.dataDir, now);
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined;
    return [
      { name: 'database', status: 'fail', message: errorMessage(error), ...(hint === undefined ? {} : { fix: hint }) },
    ];
  }
  if (!report.exists) return [{ name: 'database', status: 'ok', message: 'none yet: the first run makes it' }];
  const database = [databaseFinding(report), ...sqliteFinding(report)];
  if (database.some(({ status }) => status === 'fail')) return database;
  return [...database, ...(await contentFindings(examined, now))];
}

function databaseFinding(report: StoreReport): Finding {
  const name = 'database';
  const problem = report.damage?.message ?? report.findings[0];
  if (problem !== undefined) {
    const newest = report.backups[0];
    const fix = newest === undefined ? 'there is no backup of it' : `its newest backup is ${newest.file}`;
    return { name, status: 'fail', message: `${problem}; it opens for reading only`, fix };
  }
  const size = sizeText(report.bytes + report.logBytes);
  const message = `sound: ${report.runs ?? 0} runs, ${report.events ?? 0} events, ${size}, version ${report.version ?? '?'}`;
  return { name, status: 'ok', message };
}

function sqliteFinding({ sqlite }: StoreReport): readonly Finding[] {
  const parts = sqlite.split('.').map(Number);
  const isSafe = compare(parts, SAFE_SQLITE) >= 0;
  if (isSafe) return [{ name: 'sqlite', status: 'ok', message: sqlite }];
  return [
    { name: 'sqlite', status: 'fail', message: `${sqlite} may damage databases`, fix: 'npm ci: it brings a newer one' },
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = b.findIndex((part, at) => part !== (a[at] ?? 0));
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

async function contentFindings(examined: Examined, now: number): Promise<readonly Finding[]> {
  const { store, timing } = await examined.openRoom();
  const newest = store.runs.list({ limit: 1 })[0]?.createdAt ?? 0;
  const isBehind = newest > now + CLOCK_SLACK_MS;
  const clock: Finding = isBehind
    ? {
        name: 'clock',
        status: 'warn',
        message: `the newest run was made ${ago(newest, now)}`,
        fix: 'set the clock right',
      }
    : { name: 'clock', status: 'ok', message: new Date(now).toISOString() };
  const servers = examineServers(store.mcp);
  const isStale = ({ beatAt }: { readonly beatAt: number }): boolean =>
    now - beatAt >= timing.leaseMs * timing.staleLooks;
  const instances = store.instances.list();
  const stale = instances.filter(isStale);
  // An owner that said goodbye in the middle has no row any more, and counts as one that never beat.
  const left = store.runs.owned().filter(isStale);
  const alive = instances.length - stale.length;
  if (left.length > 0) {
    const message = `${left.length} runs belong to processes that are gone`;
    return [clock, ...servers, { name: 'workers', status: 'warn', message, fix: 'opsroom worker takes them over' }];
  }
  const message = `${alive} at work, ${stale.length} gone without a word`;
  return [clock, ...servers, { name: 'workers', status: 'ok', message }];
}
