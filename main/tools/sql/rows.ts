import type { SqlResult } from '#main/engine/ports/connections.ts';
import type { Json } from '#shared/lib/json.ts';

/** Most rows of a result that are kept. */
export const ROW_LIMIT = 1_000;
/** Most characters of a result that are kept: a thousand rows may each hold a document. */
const TEXT_LIMIT = 16 * 1024 * 1024;

/** A result as drivers read it: rows as arrays, in the order of the columns. */
export interface RawResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
  readonly changes: number;
  readonly truncated: boolean;
}

/** Collects rows until one of the limits is reached. */
export class RowCollector {
  readonly rows: Json[][] = [];
  truncated = false;
  #size = 0;

  /** False once no further row is kept. */
  add(row: Json[]): boolean {
    for (const value of row) this.#size += typeof value === 'string' ? value.length : 8;
    if (this.rows.length === ROW_LIMIT || this.#size > TEXT_LIMIT) this.truncated = true;
    if (!this.truncated) this.rows.push(row);
    return !this.truncated;
  }
}

/** The result as records. Columns of one name get numbers, `a`, `a_2`, so that none hides another. */
export function asRecords(raw: RawResult): SqlResult {
  const columns = distinct(raw.columns);
  return {
    columns,
    rows: raw.rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
    changes: raw.changes,
    truncated: raw.truncated,
  };
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name}_${count}`;
    taken.add(free);
    return free;
  });
}
