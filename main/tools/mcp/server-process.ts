import type { Clock } from '#main/kernel/clock.ts';
import { endGroup } from '#main/kernel/processes/end-group.ts';
import type { ProcessMarker } from '#main/kernel/processes/find-marked.ts';
import { pipedHandle } from '#main/kernel/processes/piped-handle.ts';
import type { ProcessSpec } from '#main/kernel/processes/process-handle.ts';
import { spawnWith } from '#main/kernel/processes/spawn-with.ts';
import { describeStartFailure, findStartProblem } from '#main/kernel/processes/start-problem.ts';
import { type Supervision, supervise } from '#main/kernel/processes/supervise.ts';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';

/** Time that a server has to end after its standard input was closed, ms. */
const END_OF_INPUT_GRACE = 500;
/** ms between TERM and KILL. */
const KILL_GRACE = 2_000;

/** How a server's process ended. */
export interface ServerEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A server's process that runs, in a group of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles when its input took the text; rejects when it does not take any more. */
  write(text: string): Promise<void>;
  /** Settles when it has ended, and everything that it has started. */
  readonly ended: Promise<ServerEnd>;
  /** Closes its input, and ends it and whatever it has started when that is not enough. */
  end(): Promise<void>;
  /** The same without waiting for it to end by itself. */
  kill(): void;
}

export interface ServerProcessOptions extends ProcessSpec {
  readonly marker: ProcessMarker;
  readonly clock: Clock;
  onStdout(chunk: Buffer): void;
  onStderr(chunk: Buffer): void;
}

/** Starts a server's process. What is left of it when it ended, wherever it escaped to, is ended too. */
export async function startServerProcess(options: ServerProcessOptions): Promise<Result<ServerProcess, ErrorData>> {
  const { clock, marker } = options;
  const spec = { ...options, env: { ...options.env, ...marker } };
  const problem = findStartProblem(spec);
  if (problem !== undefined) return err(problem);
  const spawned = await spawnWith(spec, ['pipe', 'pipe', 'pipe']);
  if (!spawned.ok) return spawned;
  const { child, pid } = spawned.value;
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) return err(describeStartFailure(spec.file, undefined));
  // Whoever writes is told by the callback of the write.
  stdin.on('error', () => {});
  const supervision: Supervision = supervise(pipedHandle(child, pid, { stdout, stderr }), {
    clock,
    // It runs as long as it is needed; calls have deadlines.
    timeoutMs: Number.MAX_SAFE_INTEGER,
    signal: new AbortController().signal,
    graceMs: KILL_GRACE,
    hangsUp: false,
    onOutput(chunk, channel) {
      if (channel === 'stdout') options.onStdout(chunk);
      else options.onStderr(chunk);
      return undefined;
    },
  });
  const ended = supervision.done.then(async ({ exitCode, signal }) => {
    await endGroup(pid, { clock, graceMs: KILL_GRACE });
    await sweepMarked(marker, { clock, graceMs: KILL_GRACE });
    return { exitCode, signal };
  });
  // Whoever does not wait for the end hears of it elsewhere.
  ended.catch(() => {});
  return ok({
    pid,
    ended,
    write: (text) =>
      new Promise<void>((resolve, reject) => {
        stdin.write(text, (error) => (error === null || error === undefined ? resolve() : reject(error)));
      }),
    async end() {
      stdin.end();
      const takeBack = clock.schedule(END_OF_INPUT_GRACE, () => supervision.stop());
      try {
        await ended;
      } finally {
        takeBack();
      }
    },
    kill: () => supervision.stop(),
  });
}
