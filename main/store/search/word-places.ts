import type Database from 'better-sqlite3';
import type { HistoryRow } from '#shared/api/history.ts';
import type { RunColumns } from '../history/run-columns.ts';
import { PIECES_A_RUN, type PieceKind, unpackText } from './search-file.ts';
import { lineWith, matchExpression } from './words.ts';

/** Where the index has a word: for each row, and for each plan digest, the first piece that holds it; 0 for none. */
export interface WordPlaces {
  readonly byRow: Float64Array;
  readonly byDigest: Float64Array;
}

export function wordPlaces(db: Database.Database, columns: RunColumns, word: string): WordPlaces {
  const byRow = new Float64Array(columns.length);
  const byDigest = new Float64Array(columns.digests.all.length);
  const match = matchExpression(word);
  if (match === null) return { byRow, byDigest };
  const ids = db.prepare<[string], number>('select rowid from words where words match ?').pluck().all(match);
  const byPlan = new Map<number, number>();
  for (const id of ids) {
    if (id < 0) {
      const plan = Math.floor(-id / PIECES_A_RUN);
      // Nearest to zero is the first of a plan.
      byPlan.set(plan, Math.max(id, byPlan.get(plan) ?? Number.NEGATIVE_INFINITY));
      continue;
    }
    const i = Math.floor(id / PIECES_A_RUN) - 1;
    if (i < byRow.length && byRow[i] === 0) byRow[i] = id;
  }
  if (byPlan.size > 0) {
    const plans = db.prepare<[], { readonly number: number; readonly digest: string }>('select * from plans').all();
    for (const { number, digest } of plans) {
      const k = columns.digests.find(digest);
      if (k !== undefined) byDigest[k] = byPlan.get(number) ?? 0;
    }
  }
  return { byRow, byDigest };
}

interface PieceRow {
  readonly kind: PieceKind;
  readonly step_id: string | null;
  readonly body: Buffer;
}

/** The line of a piece that holds a word. */
export function pieceHit(db: Database.Database, id: number, word: string): HistoryRow['hit'] {
  const row = db.prepare<[number], PieceRow>('select kind, step_id, body from pieces where id = ?').get(id);
  const found = row === undefined ? undefined : lineWith(unpackText(row.body), word);
  if (row === undefined || found === undefined) return null;
  if (row.kind !== 'step') return { where: row.kind, stepId: row.step_id, excerpt: found.trim() };
  const tab = found.indexOf('\t');
  const stepId = found.slice(0, Math.max(0, tab));
  return { where: 'step', stepId: stepId === '' ? null : stepId, excerpt: found.slice(tab + 1).trim() };
}
