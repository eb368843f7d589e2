/** The values of the keys that were asked for last, at most `capacity` of them. */
export class Recent<V> {
  readonly #values = new Map<string, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The kept value of a key, or the one that `make` gives. */
  get(key: string, make: () => V): V {
    const kept = this.#values.get(key);
    const value = kept ?? make();
    if (kept !== undefined) this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#capacity) {
      const oldest = this.#values.keys().next();
      if (oldest.done !== true) this.#values.delete(oldest.value);
    }
    return value;
  }
}
