/** Words that many rows share, by a small number each. */
export class Names {
  readonly all: string[] = [];
  readonly #indices = new Map<string, number>();

  /** The number of a word, given at its first use. */
  index(name: string): number {
    let index = this.#indices.get(name);
    if (index === undefined) {
      index = this.all.length;
      this.all.push(name);
      this.#indices.set(name, index);
    }
    return index;
  }

  /** `undefined` for a word that no row has. */
  find(name: string): number | undefined {
    return this.#indices.get(name);
  }

  /** For each word one mark: whether it is among `wanted`, or what `matches` says. */
  marks(matches: (name: string) => boolean): Uint8Array {
    return Uint8Array.from(this.all, (name) => (matches(name) ? 1 : 0));
  }
}
