import type { HistoryFilter } from '#shared/api/history.ts';
import { LANES } from '#shared/pulser/plan.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { DISPOSITIONS } from '#shared/run/verdict.ts';
import type { RunColumns } from './run-columns.ts';

/** True for a row that is wanted. */
export type Wanted = (i: number) => boolean;

/** Makes one look at a row of a filter. `textMarks`: for each row whether the filter's text is in it; `null` without a text. */
export function wantedRows(columns: RunColumns, filter: HistoryFilter, textMarks: Uint8Array | null): Wanted {
  const tests: Wanted[] = [];
  const among = (column: Uint8Array | Uint32Array, marks: Uint8Array | null): void => {
    if (marks !== null) tests.push((i) => marks[column[i] as number] === 1);
  };
  among(columns.status, wordMarks(SHOWN_STATUSES, filter.status));
  among(columns.disposition, wordMarks(DISPOSITIONS, filter.dispositions));
  among(columns.lane, wordMarks(LANES, filter.lanes));
  among(columns.plan, nameMarks(columns.plans, filter.plans));
  among(columns.session, nameMarks(columns.sessions, filter.sessions));
  among(columns.operator, nameMarks(columns.operators, filter.operators));
  const { from, to } = filter;
  const { created } = columns;
  if (from !== undefined) tests.push((i) => (created[i] as number) >= from);
  if (to !== undefined) tests.push((i) => (created[i] as number) < to);
  if (textMarks !== null) tests.push((i) => textMarks[i] === 1);

  return (i) => {
    if (!columns.has(i)) return false;
    for (const test of tests) if (!test(i)) return false;
    return true;
  };
}

function wordMarks<T extends string>(words: readonly T[], wanted: readonly T[] | undefined): Uint8Array | null {
  if (wanted === undefined || wanted.length === 0) return null;
  return Uint8Array.from(words, (word) => (wanted.includes(word) ? 1 : 0));
}

function nameMarks(names: RunColumns['plans'], wanted: readonly string[] | undefined): Uint8Array | null {
  if (wanted === undefined || wanted.length === 0) return null;
  const set = new Set(wanted);
  return names.marks((name) => set.has(name));
}
