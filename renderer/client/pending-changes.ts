import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Changes of one kept answer. Each shows at once and is made on what those before it leave, whether or not they were answered:
 * two quick ones do not undo each other. What was refused is read anew.
 */
export class PendingChanges<T> {
  readonly #client: QueryClient;
  readonly #key: QueryKey;
  #expected: T | undefined;
  #underWay = 0;
  #hasFailed = false;

  constructor(client: QueryClient, key: QueryKey) {
    this.#client = client;
    this.#key = key;
  }

  /** Resolves with what the control room has then; rejects as `send` does. */
  async make(change: (now: T) => T, send: (next: T) => Promise<T>): Promise<void> {
    const now = this.#underWay > 0 ? this.#expected : this.#client.getQueryData<T>(this.#key);
    if (now === undefined) throw new RangeError('what is to be changed was not read');
    const next = change(now);
    this.#expected = next;
    this.#underWay += 1;
    this.#client.setQueryData(this.#key, next);
    try {
      const answer = await send(next);
      // An earlier answer knows nothing of the changes after it.
      if (this.#underWay === 1) this.#client.setQueryData(this.#key, answer);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0 && this.#hasFailed) {
        this.#hasFailed = false;
        void this.#client.invalidateQueries({ queryKey: this.#key });
      }
    }
  }
}
