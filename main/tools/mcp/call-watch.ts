import type { McpAnswer, McpQuestion } from '#main/engine/ports/mcp.ts';
import type { Clock } from '#main/kernel/clock.ts';

/** Who is told of a call, and may be asked. */
export interface CallListeners {
  readonly onLine?: ((line: string) => void) | undefined;
  readonly ask?: ((question: McpQuestion, signal: AbortSignal) => Promise<McpAnswer>) | undefined;
}

export interface CallWatchOptions extends CallListeners {
  readonly clock: Clock;
  /** ms without progress; the time in which a person is asked does not count. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  timedOut(): Error;
}

/** Watches over one call: its deadline, its cancellation, and what the server asks meanwhile. */
export class CallWatch {
  readonly listeners: CallListeners;
  readonly #options: CallWatchOptions;
  readonly #controller = new AbortController();
  #takeBack: () => void = () => {};
  #questions = 0;
  #isEnded = false;

  constructor(options: CallWatchOptions) {
    this.#options = options;
    this.listeners = options;
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal.aborted) this.#onAbort();
    else this.#arm();
  }

  /** Aborts at the deadline and with the caller's signal; its reason is what the call throws. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  progress(): void {
    if (this.#questions === 0) this.#arm();
  }

  /** Holds the deadline while a person is asked. */
  async asking<T>(ask: () => Promise<T>): Promise<T> {
    this.#questions += 1;
    this.#takeBack();
    try {
      return await ask();
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0) this.#arm();
    }
  }

  end(): void {
    this.#isEnded = true;
    this.#takeBack();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #arm(): void {
    this.#takeBack();
    if (this.#isEnded || this.signal.aborted) return;
    this.#takeBack = this.#options.clock.schedule(this.#options.timeoutMs, () =>
      this.#controller.abort(this.#options.timedOut()),
    );
  }

  readonly #onAbort = (): void => {
    this.#takeBack();
    this.#controller.abort(this.#options.signal.reason);
  };
}
