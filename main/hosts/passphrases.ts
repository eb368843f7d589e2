/** A passphrase as this process knows it: one that a person has given in the meantime, else the one that the host asks for. */
export class Passphrase {
  readonly #ask: (() => Promise<string>) | undefined;
  #kept: string | undefined;

  constructor(ask: (() => Promise<string>) | undefined) {
    this.#ask = ask;
  }

  get isKnown(): boolean {
    return this.#kept !== undefined || this.#ask !== undefined;
  }

  /** How to get it; `undefined` where nobody can be asked. */
  get source(): (() => Promise<string>) | undefined {
    const kept = this.#kept;
    return kept === undefined ? this.#ask : () => Promise.resolve(kept);
  }

  /** Keeps a text for as long as the process runs; `undefined` forgets it. */
  keep(text: string | undefined): void {
    this.#kept = text;
  }
}
