import { errorMessage } from '#shared/lib/app-error.ts';

/** Hands on what is pushed, in order, until it is ended; then fails with the error that it was ended with, if any. */
export class EventQueue<T> {
  readonly #waiting: T[] = [];
  #end: { readonly error: Error | undefined } | null = null;
  #wake = (): void => {};

  push(value: T): void {
    if (this.#end !== null) return;
    this.#waiting.push(value);
    this.#wake();
  }

  /** What was pushed before is still handed on. */
  end(error?: unknown): void {
    this.#end ??= { error: error === undefined || error instanceof Error ? error : new Error(errorMessage(error)) };
    this.#wake();
  }

  async *values(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const onAbort = (): void => this.end();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) this.end();
    try {
      for (;;) {
        const value = this.#waiting.shift();
        if (value !== undefined) {
          yield value;
        } else if (this.#end === null) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        } else {
          if (this.#end.error !== undefined) throw this.#end.error;
          return;
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.end();
    }
  }
}
