import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type Clock, delay } from '#main/kernel/clock.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';

const RETRY_MS = 20;

/**
 * Runs `action` while no other process does so under the same lock file. The lock of a process that is gone is taken
 * away. Throws AppError `vault.busy` when the lock is not free in time.
 */
export async function withFileLock<T>(
  path: string,
  clock: Clock,
  options: { readonly waitMs: number; readonly signal: AbortSignal | undefined },
  action: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  const until = clock.monotonic() + options.waitMs;
  while (!(await take(path, mine))) {
    await removeStale(path);
    if (clock.monotonic() >= until) {
      throw new AppError('vault.busy', 'another process is writing the vault', {
        hint: `try again; if no other process runs, remove ${path}`,
      });
    }
    await delay(clock, RETRY_MS, options.signal);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

/** The lock appears with its content, so that nobody reads a lock without an owner. */
async function take(path: string, content: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, content, { flag: 'wx', mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function removeStale(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined || !isStale(content)) return;
  // Two processes may see the same stale lock: only the one whose rename got that very lock has removed it.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== content) await link(aside, path);
  } catch (error) {
    // Somebody else was faster.
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function isStale(content: string): boolean {
  try {
    const owner: unknown = JSON.parse(content);
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('host' in owner)) return false;
    if (owner.host !== hostname() || typeof owner.pid !== 'number') return false;
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
