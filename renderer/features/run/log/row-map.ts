/**
 * Which line of a log stands in which row of a terminal. Long lines take several rows; the terminal drops its oldest rows.
 * Rows are counted from the first that the terminal ever had.
 */
export class RowMap {
  readonly firstLine: number;
  readonly #starts: number[] = [0];

  constructor(firstLine: number) {
    this.firstLine = firstLine;
  }

  /** The line that is written now. */
  get lastLine(): number {
    return this.firstLine + this.#starts.length - 1;
  }

  /** A line feed moved on to a row. What moves the cursor up overwrites rows: lines never stand above earlier ones. */
  feed(row: number): void {
    this.#starts.push(Math.max(row, this.#starts.at(-1) ?? 0));
  }

  /** The first row of a line, clamped to what the terminal had. */
  rowOf(line: number): number {
    const index = Math.max(0, Math.min(line - this.firstLine, this.#starts.length - 1));
    return this.#starts[index] ?? 0;
  }

  /** The line in a row; `continued` where the row does not begin it. */
  lineAt(row: number): { readonly line: number; readonly continued: boolean } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return { line: this.firstLine + low, continued: this.#starts[low] !== row };
  }
}
