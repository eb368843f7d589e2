import { errorCode } from '#shared/lib/app-error.ts';

/** Whether a process of that id is there on this machine, whosever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
