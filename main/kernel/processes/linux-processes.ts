import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from '#shared/lib/app-error.ts';

/** Ids of every process that can be seen. */
export function processIds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The environment that a process was started with, as the kernel has it; `undefined` when it is gone or not ours to read. */
export function processEnvironment(pid: number): Buffer | undefined {
  return readProcess(pid, 'environ');
}

/** Name of the program that a process runs (at most 15 characters). */
export function processName(pid: number): string {
  return readProcess(pid, 'comm')?.toString('utf8').trimEnd() ?? '';
}

/** True while a process of the group can still run: zombies, which only wait to be reaped, do not count. */
export function hasLiveMember(pgid: number): boolean {
  return processIds().some((pid) => {
    const stat = readProcess(pid, 'stat')?.toString('utf8');
    if (stat === undefined) return false;
    // The name stands in parentheses and may hold anything; after it: state, ppid, pgrp.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === pgid && state !== 'Z' && state !== 'X';
  });
}

/** True when the environment has every one of the entries (`name=value`), exactly. */
export function hasEntries(environment: Buffer, entries: readonly Buffer[]): boolean {
  return entries.every((entry) => {
    for (let at = environment.indexOf(entry); at >= 0; at = environment.indexOf(entry, at + 1)) {
      const end = at + entry.length;
      if ((at === 0 || environment[at - 1] === 0) && (end === environment.length || environment[end] === 0))
        return true;
    }
    return false;
  });
}

function readProcess(pid: number, file: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
