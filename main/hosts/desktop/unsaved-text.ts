import type { Clock } from '#main/kernel/clock.ts';

/** Whether the page holds text that is not saved yet. */
export class UnsavedText {
  readonly #clock: Pick<Clock, 'schedule'>;
  #isHeld = false;
  #onRelease = (): void => {};

  constructor(clock: Pick<Clock, 'schedule'>) {
    this.#clock = clock;
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (!isHeld) this.#onRelease();
  }

  /** True once all is saved, which a page does by itself; false when it is not after `ms`. */
  saved(ms: number): Promise<boolean> {
    if (!this.#isHeld) return Promise.resolve(true);
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(ms, () => done(false));
      const done = (isSaved: boolean): void => {
        cancel();
        this.#onRelease = () => {};
        resolve(isSaved);
      };
      this.#onRelease = () => done(true);
    });
  }
}
