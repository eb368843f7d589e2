import type { Mask } from '#main/engine/ports/mask.ts';
import type { CallWatch } from './call-watch.ts';

/** Characters of one line that a server adds to the log of a call. */
const LINE = 2_000;
/** Lines that are kept while no call listens. */
const MOST_KEPT = 200;

/** The calls that are under way on one connection, oldest first, and what is told of them. */
export class CallsInFlight {
  readonly #mask: Mask;
  readonly #calls = new Set<CallWatch>();
  #kept: string[] = [];
  #forgotten = 0;

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  get size(): number {
    return this.#calls.size;
  }

  add(call: CallWatch): void {
    this.#calls.add(call);
    const { onLine } = call.listeners;
    if (onLine === undefined) return;
    if (this.#forgotten > 0) onLine(`… ${this.#forgotten} lines before`);
    for (const line of this.#kept) onLine(line);
    this.#kept = [];
    this.#forgotten = 0;
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

  /** Tells every call that is under way; gives how many listen. */
  line(text: string): number {
    const line = this.oneLine(text);
    let told = 0;
    for (const { listeners } of this.#calls) {
      listeners.onLine?.(line);
      if (listeners.onLine !== undefined) told += 1;
    }
    return told;
  }

  /** What the server's process writes beside messages: where no call listens it is kept for the next one, the last of it. */
  written(text: string): void {
    if (this.line(text) > 0) return;
    this.#kept.push(this.oneLine(text));
    if (this.#kept.length <= MOST_KEPT) return;
    this.#kept.shift();
    this.#forgotten += 1;
  }

  /** A server's own words as one line that a terminal takes for text; masked where it is cut, so that no half of a secret is left. */
  oneLine(text: string): string {
    const plain = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
    return plain.length > LINE ? `${this.#mask.text(plain).slice(0, LINE)}…` : plain;
  }
}
