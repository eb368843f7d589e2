import type { Clock } from '#main/kernel/clock.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that moves only when a test says so. */
export class ManualClock implements Clock {
  #wall: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#wall = start;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  schedule(ms: number, callback: () => void): () => void {
    const timer = { due: this.#monotonic + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves both clocks on, firing due timers in order, and lets what they started settle. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#wall += next.due - this.#monotonic;
      this.#monotonic = next.due;
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#wall += end - this.#monotonic;
    this.#monotonic = end;
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The machine sleeps: the wall clock moves on, the monotonic clock does not. */
  sleep(ms: number): void {
    this.#wall += ms;
  }
}
