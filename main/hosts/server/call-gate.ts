import type { Clock } from '#main/kernel/clock.ts';

/** Calls of one page that are worked on at a time. */
const AT_A_TIME = 8;
/** A call that takes longer waits for something, and makes room for others, ms. */
const SHORT_MS = 50;

/**
 * Lets calls in a few at a time, and none while answers wait for a slow page: what answers take in memory stays small, however
 * many are asked for at once.
 */
export class CallGate {
  readonly #clock: Clock;
  readonly #isClear: () => boolean;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(clock: Clock, isClear: () => boolean) {
    this.#clock = clock;
    this.#isClear = isClear;
  }

  /** Calls that wait to be let in. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when the call may begin. The result says that its answer is on its way. */
  async enter(): Promise<() => void> {
    if (this.#waiting.length > 0 || !this.#hasRoom()) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else this.#inside += 1;
    let isInside = true;
    const leave = (): void => {
      cancel();
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.look();
    };
    const cancel = this.#clock.schedule(SHORT_MS, leave, { background: true });
    return leave;
  }

  /** After the page took something in. */
  look(): void {
    while (this.#waiting.length > 0 && this.#hasRoom()) {
      this.#inside += 1;
      this.#waiting.shift()?.();
    }
  }

  #hasRoom(): boolean {
    return this.#inside < AT_A_TIME && this.#isClear();
  }
}
