/** What does not hold: the file, the rule that it breaks, and what was found. */
export interface Failure {
  readonly file: string;
  /** Stable, such as `file.changed`. */
  readonly rule: string;
  readonly message: string;
}

/** One line of the table of what was checked. */
export interface CheckRow {
  readonly check: string;
  readonly count: number;
  readonly result: 'ok' | 'failed' | 'not-checked';
  readonly detail: string;
}

/** More failures than this say nothing new. */
const MOST_FAILURES = 100;

/** Gathers what was checked and what does not hold. */
export class Findings {
  readonly #failures: Failure[] = [];
  readonly #rows: CheckRow[] = [];
  #failed = 0;

  get failures(): readonly Failure[] {
    return this.#failures;
  }

  get rows(): readonly CheckRow[] {
    return this.#rows;
  }

  get hasFailed(): boolean {
    return this.#failed > 0;
  }

  fail(file: string, rule: string, message: string): void {
    this.#failed += 1;
    if (this.#failures.length < MOST_FAILURES) this.#failures.push({ file, rule, message });
  }

  /** Runs one check and adds its row: failed when anything failed in it. It returns how much it checked, and a detail. */
  check(name: string, body: () => number | readonly [count: number, detail: string]): void {
    const before = this.#failed;
    const outcome = body();
    const [count, detail] = typeof outcome === 'number' ? [outcome, ''] : outcome;
    this.#rows.push({ check: name, count, result: this.#failed === before ? 'ok' : 'failed', detail });
  }

  skip(name: string, detail: string): void {
    this.#rows.push({ check: name, count: 0, result: 'not-checked', detail });
  }
}
