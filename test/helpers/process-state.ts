import { readFileSync } from 'node:fs';

/** The state letter of a Linux process (`R`, `S`, `T` stopped, `Z`); `undefined` when there is none. */
export function processState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  } catch {
    return undefined;
  }
}
