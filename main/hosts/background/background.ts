import { Worker } from 'node:worker_threads';
import type { Clock } from '#main/kernel/clock.ts';
import { appError } from '#shared/lib/app-error.ts';
import type { Job, JobResponse, JobResults } from './jobs.ts';

/** A thread without work is ended after this time, ms. */
const IDLE_MS = 60_000;

interface Waiting {
  readonly resolve: (result: JobResults[Job['kind']]) => void;
  readonly reject: (error: unknown) => void;
}

/** Does jobs one after another in a thread of its own, which is started when there is something to do. */
export class Background {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #cancelIdle = (): void => {};
  #last = 0;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The result of a job. Throws the signal's reason when it aborts; the thread then starts anew. */
  async run<K extends Job['kind']>(job: Extract<Job, { kind: K }>, signal?: AbortSignal): Promise<JobResults[K]> {
    signal?.throwIfAborted();
    const worker = this.#start();
    const id = (this.#last += 1);
    let onAbort = (): void => {};
    try {
      return (await new Promise<JobResults[Job['kind']]>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        onAbort = () => {
          reject(signal?.reason);
          this.#waiting.delete(id);
          // What others have asked for goes on.
          if (this.#waiting.size === 0) void this.#stop();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        worker.postMessage({ id, job }, []);
      })) as JobResults[K];
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#stop();
  }

  #start(): Worker {
    this.#cancelIdle();
    if (this.#isClosed) throw new Error('the background was closed');
    if (this.#worker !== undefined) {
      this.#worker.ref();
      return this.#worker;
    }
    const worker = new Worker(entry());
    worker.on('message', (response: JobResponse) => this.#settle(response));
    const lost = (error: unknown): void => {
      if (this.#worker === worker) this.#worker = undefined;
      if (this.#worker !== undefined) return;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', lost);
    worker.on('exit', (code) => lost(new Error(`the background thread ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #settle(response: JobResponse): void {
    const waiting = this.#waiting.get(response.id);
    if (waiting === undefined) return;
    if (response.ok) waiting.resolve(response.result);
    else waiting.reject(response.error.isFault ? new Error(response.error.message) : appError(response.error));
  }

  /** Without work it keeps neither the process alive nor, after a while, the memory. */
  #rest(): void {
    this.#cancelIdle();
    this.#worker?.unref();
    this.#cancelIdle = this.#clock.schedule(IDLE_MS, () => void this.#stop(), { background: true });
  }

  async #stop(): Promise<void> {
    this.#cancelIdle();
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** The script of the thread: beside this file in the sources, beside the bundle once that is built. */
function entry(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './background-worker.ts' : './background-worker.js', here);
}
