import { execFile } from 'node:child_process';
import { processNamespace, processStartTicks } from './linux-processes.ts';

/**
 * Tells a process from every other, also from one that gets its number later: letters, digits, dots and dashes. `undefined`
 * when it runs no more, or where the platform does not tell (neither Linux nor macOS).
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const start = await startOf(pid);
  return start === undefined ? undefined : `${pid}-${start}`;
}

/** True while the process runs that has the identity. */
export async function isRunning(identity: string): Promise<boolean> {
  return (await processIdentity(Number.parseInt(identity, 10))) === identity;
}

/** Tells the processes whose numbers mean the same as ours from those that have numbers of their own, as in a container. */
export function numberSpace(): string {
  return process.platform === 'linux' ? processNamespace() : '';
}

async function startOf(pid: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') return processStartTicks(pid);
  return process.platform === 'darwin' ? startOnMac(await describeOnMac(pid)) : undefined;
}

/** The start of a process of which `ps` wrote a line: its state, then a date; `undefined` of one that only waits to be reaped. */
export function startOnMac(line: string): string | undefined {
  const [state = '', ...date] = line.trim().split(/\s+/);
  return state === '' || state.startsWith('Z') ? undefined : date.join('.').replaceAll(':', '-');
}

function describeOnMac(pid: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 10_000, env: { LC_ALL: 'C', TZ: 'UTC' } };
    execFile('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options, (error, stdout) => {
      // It ends with 1 when there is no such process.
      if (error === null || error.code === 1) resolve(stdout);
      else reject(error);
    });
  });
}
