import { type Clock, delay } from '#main/kernel/clock.ts';

/** How long a server may take to ask for the roots that it was offered, ms; one that does not ask is not waited for longer. */
const GRACE_MS = 500;
/** How long it gets to look at them, ms: it reads the folders while it answers other requests already, and tells nobody when it is done. */
const LOOK_MS = 250;

/**
 * Whether a server has asked for its roots yet. An older server asks after it was greeted, and refuses what lies in them
 * before it has taken in the answer: nothing is asked of it until then.
 */
export class RootsAsked {
  readonly #asked: Promise<void>;
  #tell = (): void => {};

  constructor() {
    this.#asked = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  tell(): void {
    this.#tell();
  }

  async settled(clock: Clock): Promise<void> {
    const over = new AbortController();
    const asked = this.#asked.then(() => true);
    const grace = delay(clock, GRACE_MS, over.signal).then(
      () => false,
      () => false,
    );
    const isAsked = await Promise.race([asked, grace]);
    over.abort();
    if (isAsked) await delay(clock, LOOK_MS);
  }
}
