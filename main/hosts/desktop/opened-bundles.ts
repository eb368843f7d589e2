import { randomUUID } from 'node:crypto';

/** Bundles that a person opened with the app, each under an id that says nothing of its path. In memory only. */
export class OpenedBundles {
  readonly #paths = new Map<string, string>();

  /** The id of a path; the same one for the same path. */
  register(path: string): string {
    for (const [id, known] of this.#paths) if (known === path) return id;
    const id = randomUUID();
    this.#paths.set(id, path);
    return id;
  }

  path(id: string): string | undefined {
    return this.#paths.get(id);
  }
}
