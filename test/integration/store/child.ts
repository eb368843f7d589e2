import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A real process that runs one of the scripts beside this file. */
export interface Child {
  readonly process: ChildProcess;
  /** The next line of its output; throws when it ends before. */
  line(): Promise<string>;
  /** Sends a line to it. */
  send(line: string): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    ended,
    async line() {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${script} ended with ${await ended}`);
      return next.value;
    },
    send(line) {
      child.stdin.write(`${line}\n`);
    },
  };
}
