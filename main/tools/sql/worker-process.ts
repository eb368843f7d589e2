import { fork } from 'node:child_process';

/** What a process of ours tells about itself. `ended`: how, in words. */
export interface WorkerListener {
  readonly onMessage: (message: unknown) => void;
  readonly onExit: (ended: string) => void;
  /** It cannot be spoken to; it may still be there. */
  readonly onError: (error: Error) => void;
}

/** A process of ours that answers messages. */
export interface WorkerProcess {
  readonly isGone: boolean;
  send(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
  /** While somebody listens, the process keeps this one alive. The result stops listening. */
  listen(listener: WorkerListener): () => void;
}

/** Starts a process from an entry that is a script of ours. */
export type StartWorkerProcess = (entry: URL) => WorkerProcess;

/** Starts it with the Node that runs this process. */
export function forkWorkerProcess(entry: URL): WorkerProcess {
  const child = fork(entry, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const errors = new Set<(error: Error) => void>();
  child.on('error', (error) => {
    for (const tell of errors) tell(error);
  });
  return {
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    send(message) {
      child.send(message as object, (error) => {
        if (error !== null) for (const tell of errors) tell(error);
      });
    },
    kill: () => void child.kill('SIGKILL'),
    listen({ onMessage, onExit, onError }) {
      const exited = (code: number | null, signal: NodeJS.Signals | null): void =>
        onExit(signal ?? `exit code ${code}`);
      child.on('message', onMessage).on('exit', exited);
      errors.add(onError);
      child.ref();
      child.channel?.ref();
      return () => {
        child.off('message', onMessage).off('exit', exited);
        errors.delete(onError);
        child.unref();
        child.channel?.unref();
      };
    },
  };
}
