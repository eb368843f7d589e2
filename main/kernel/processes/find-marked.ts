import { execFile } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasEntries, processEnvironment, processIds, processName } from './linux-processes.ts';

/** Environment variables, with their values, that tell the processes of one run, step or check. All must match. */
export type ProcessMarker = Readonly<Record<string, string>>;

/** A process that carries a marker. Its arguments are left out: they may hold secrets. */
export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Processes that are looked at before others of our own work get a turn. */
const SLICE = 100;

/** A process with the environment that it was started with: `name=value` entries, between separators of the platform. */
interface FoundProcess extends MarkedProcess {
  readonly environment: string;
}

/**
 * Processes that carry the marker in the environment they were started with, wherever they went since: another group,
 * another session, another parent. Not this process itself. Empty where the platform does not tell (neither Linux nor macOS).
 */
export async function findMarked(marker: ProcessMarker): Promise<readonly MarkedProcess[]> {
  return (await find(marker)).map(({ pid, command }) => ({ pid, command }));
}

/** The values that a variable has in processes that carry the marker; values of letters, digits, dots and dashes only. */
export async function markedValues(marker: ProcessMarker, variable: string): Promise<ReadonlySet<string>> {
  const pattern = new RegExp(`(?:^|[\\0 ])${variable}=([\\w.-]+)(?=[\\0 ]|$)`);
  const values = (await find(marker)).flatMap(({ environment }) => pattern.exec(environment)?.[1] ?? []);
  return new Set(values);
}

async function find(marker: ProcessMarker): Promise<readonly FoundProcess[]> {
  const entries = Object.entries(marker).map(([name, value]) => `${name}=${value}`);
  if (entries.length === 0) throw new RangeError('a marker without a variable would match every process');
  switch (process.platform) {
    case 'linux':
      return findOnLinux(entries.map((entry) => Buffer.from(entry)));
    case 'darwin':
      return findOnMac(entries);
    default:
      return [];
  }
}

async function findOnLinux(entries: readonly Buffer[]): Promise<readonly FoundProcess[]> {
  const found: FoundProcess[] = [];
  let looked = 0;
  for (const pid of processIds()) {
    if (pid === process.pid) continue;
    looked += 1;
    if (looked % SLICE === 0) await nextTurn();
    const environment = processEnvironment(pid);
    if (environment === undefined || !hasEntries(environment, entries)) continue;
    found.push({ pid, command: processName(pid), environment: environment.toString('utf8') });
  }
  return found;
}

async function findOnMac(entries: readonly string[]): Promise<readonly FoundProcess[]> {
  // `-E` appends the environment to the arguments; the list without it tells where the environment starts.
  const withEnvironment = await listOnMac(['-axwwE', '-o', 'pid=,command=']);
  const plain = await listOnMac(['-axww', '-o', 'pid=,command=']);
  return matchProcessLists(plain, withEnvironment, entries).filter(({ pid }) => pid !== process.pid);
}

function listOnMac(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('/bin/ps', args, { maxBuffer: 256 * 1024 * 1024, timeout: 10_000 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

/** Joins the two lists of `ps` and keeps the processes whose environment (not whose arguments) has every entry. */
export function matchProcessLists(
  plain: string,
  withEnvironment: string,
  entries: readonly string[],
): readonly FoundProcess[] {
  const commands = parseList(plain);
  const found: FoundProcess[] = [];
  for (const [pid, full] of parseList(withEnvironment)) {
    const command = commands.get(pid);
    if (command === undefined || !full.startsWith(command)) continue;
    const environment = ` ${full.slice(command.length)} `;
    if (!entries.every((entry) => environment.includes(` ${entry} `))) continue;
    const program = command.split(' ', 1)[0] ?? '';
    found.push({ pid, command: program.slice(program.lastIndexOf('/') + 1), environment });
  }
  return found;
}

function parseList(text: string): Map<number, string> {
  const lines = new Map<number, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+) (.*)$/.exec(line);
    if (match !== null) lines.set(Number(match[1]), match[2] ?? '');
  }
  return lines;
}
