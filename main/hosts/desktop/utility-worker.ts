import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { StartWorkerProcess, WorkerListener } from '#main/tools/sql/worker-process.ts';
import { errorCode } from '#shared/lib/app-error.ts';

/** Starts a process of ours inside the app's program, which does not run as Node. */
export const startUtilityWorker: StartWorkerProcess = (entry) => {
  const child = utilityProcess.fork(fileURLToPath(entry), [], { stdio: 'ignore', serviceName: 'SQLite steps' });
  const listeners = new Set<WorkerListener>();
  let pid: number | undefined;
  let isGone = false;
  let isUnwanted = false;
  // A signal that cannot be refused: the process may be inside a statement that never ends.
  const end = (): void => {
    if (pid === undefined || isGone) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  };
  child.on('spawn', () => {
    pid = child.pid;
    if (isUnwanted) end();
  });
  child.on('message', (message: unknown) => {
    for (const { onMessage } of [...listeners]) onMessage(message);
  });
  child.on('exit', (code) => {
    isGone = true;
    for (const { onExit } of [...listeners]) onExit(isUnwanted ? 'ended' : `exit code ${code}`);
  });
  return {
    get isGone() {
      return isGone;
    },
    send(message) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A process, not a window.
      child.postMessage(message);
    },
    kill() {
      isUnwanted = true;
      end();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
