import type { Clock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** The time of an act. It stands still while a person is asked. */
export class ActDeadline {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #restMs: number;
  #since: number;
  #asked = 0;
  #cancel: () => void = () => {};

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#restMs = timeoutMs;
    this.#since = clock.monotonic();
    this.#arm();
  }

  /** Aborts once the time is up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for a person. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#asked === 0) {
      this.#cancel();
      this.#restMs -= this.#clock.monotonic() - this.#since;
    }
    this.#asked += 1;
    try {
      return await work();
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0) {
        this.#since = this.#clock.monotonic();
        this.#arm();
      }
    }
  }

  end(): void {
    this.#cancel();
    this.#restMs = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    if (this.#restMs === Number.POSITIVE_INFINITY) return;
    this.#cancel = this.#clock.schedule(Math.max(0, this.#restMs), () =>
      this.#controller.abort(new AppError('tool.timeout', 'the time of the act is up')),
    );
  }
}
