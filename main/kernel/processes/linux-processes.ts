import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

/** When a process was started, in ticks since the machine was; `undefined` when it is gone or only waits to be reaped. */
export function processStartTicks(pid: number): string | undefined {
  const fields = statFields(pid);
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** Tells the processes that share numbers with us from those that have numbers of their own, as in a container. */
export function processNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}

/** True while a process of the group can still run: zombies, which only wait to be reaped, do not count. */
export function hasLiveMember(pgid: number): boolean {
  return processIds().some((pid) => {
    const fields = statFields(pid);
    if (fields === undefined) return false;
    const [state, , group] = fields;
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

/** What the kernel tells of a process, from its state on: state, ppid, pgrp… */
function statFields(pid: number): readonly string[] | undefined {
  const stat = readProcess(pid, 'stat')?.toString('utf8');
  // The name stands before it in parentheses and may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
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
