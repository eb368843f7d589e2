import { AppError } from '#shared/lib/app-error.ts';

type Release = () => void | Promise<void>;

/**
 * What lives and ends together. Closing aborts `signal` (of all child scopes too) and then releases what was taken, in
 * reverse order, each release awaited before the next.
 */
export class Scope {
  readonly #controller = new AbortController();
  readonly #entries = new Set<Release>();
  readonly #children = new Set<Scope>();
  #closing: Promise<void> | undefined;

  /** Aborts when the scope is canceled or closes. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A scope that ends with this one, or before it. */
  child(): Scope {
    this.#assertOpen();
    const child = new Scope();
    const release = (): Promise<void> => child.close();
    this.#entries.add(release);
    this.#children.add(child);
    child.#detach = () => {
      this.#entries.delete(release);
      this.#children.delete(child);
    };
    if (this.signal.aborted) child.cancel(this.signal.reason);
    return child;
  }

  #detach: () => void = () => {};

  /** Adds a release to be run on close. Throws `scope.closed` when that is over; the caller then releases by itself. */
  defer(release: Release): void {
    this.#assertOpen();
    // Wrapped, so that one function deferred twice runs twice.
    this.#entries.add(() => release());
  }

  /** Opens something that is released on close, also when the scope closes while it opens (then throws `scope.closed`). */
  async acquire<T>(open: (signal: AbortSignal) => Promise<T>, release: (value: T) => void | Promise<void>): Promise<T> {
    this.#assertOpen();
    const value = await open(this.signal);
    if (this.#closing !== undefined) {
      await release(value);
      this.#assertOpen();
    }
    this.defer(() => release(value));
    return value;
  }

  /** Aborts the signal of this scope and of every scope below it. Nothing is released yet. */
  cancel(reason?: unknown): void {
    this.#controller.abort(reason);
    for (const child of this.#children) child.cancel(this.signal.reason);
  }

  /** Cancels, then releases everything. Every release runs; what they threw is thrown at the end. Closing twice is closing once. */
  close(reason?: unknown): Promise<void> {
    this.#closing ??= this.#release(reason);
    return this.#closing;
  }

  async #release(reason: unknown): Promise<void> {
    this.cancel(reason);
    const failures: unknown[] = [];
    for (const release of [...this.#entries].reverse()) {
      try {
        await release();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#entries.clear();
    this.#children.clear();
    this.#detach();
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) {
      throw new AppError('scope.release-failed', `${failures.length} releases failed`, {
        cause: new AggregateError(failures),
      });
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new AppError('scope.closed', 'the scope is closed');
  }
}
