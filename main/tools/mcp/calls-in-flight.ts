import type { CallWatch } from './call-watch.ts';

/** Characters of one line that a server adds to the log of a call. */
const LINE = 2_000;

/** The calls that are under way on one connection, oldest first. */
export class CallsInFlight {
  readonly #calls = new Set<CallWatch>();

  get size(): number {
    return this.#calls.size;
  }

  add(call: CallWatch): void {
    this.#calls.add(call);
  }

  delete(call: CallWatch): void {
    this.#calls.delete(call);
  }

  /**
   * The call that a question of the server belongs to. The protocol does not say which one it is; of several under way at a
   * time it is taken to be the oldest one that can be asked.
   */
  asked(): CallWatch | undefined {
    for (const call of this.#calls) if (call.listeners.ask !== undefined) return call;
    return undefined;
  }

  /** Tells every call that is under way. */
  line(text: string): void {
    for (const call of this.#calls) call.listeners.onLine?.(oneLine(text));
  }
}

/** A server's own words as one line that a terminal takes for text. */
export function oneLine(text: string): string {
  const plain = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return plain.length > LINE ? `${plain.slice(0, LINE)}…` : plain;
}
