import type Database from 'better-sqlite3';
import type { TextIndexState } from '#main/engine/ports/history.ts';
import type { HistoryRow } from '#shared/api/history.ts';
import { lastPosition } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { RunColumns } from '../history/run-columns.ts';
import type { RunIndex } from '../history/run-index.ts';
import { PIECES_A_RUN, type PieceKind, SearchFile, unpackText } from './search-file.ts';
import { lineWith, matchExpression, namedRun, queryWords } from './words.ts';

interface PieceRow {
  readonly kind: PieceKind;
  readonly step_id: string | null;
  readonly line: number;
  readonly body: Buffer;
}

const MOST_TEXTS = 16;

/** Looks for texts in names, which are at hand, and in the text index, as far as there is one. */
export class TextSearch {
  readonly #connection: Connection;
  readonly #index: RunIndex;
  readonly #file: SearchFile;
  readonly #marks = new Map<string, Uint8Array>();
  #marksOf = '';

  constructor(connection: Connection, index: RunIndex, file: string) {
    this.#connection = connection;
    this.#index = index;
    this.#file = new SearchFile(file);
  }

  /** For each row whether every word of the text is somewhere in it; `null` for a text without words. */
  marks(text: string): Uint8Array | null {
    const words = queryWords(text);
    if (words.length === 0) return null;
    const columns = this.#index.read();
    this.#index.sessions();
    const db = this.#file.open();
    const key = words.join(' ');
    const state = `${this.#index.version} ${db === undefined ? '' : String(db.pragma('data_version', { simple: true }))}`;
    if (state !== this.#marksOf || this.#marks.size >= MOST_TEXTS) this.#marks.clear();
    this.#marksOf = state;
    let marks = this.#marks.get(key);
    if (marks === undefined) {
      marks = new Uint8Array(columns.length).fill(1);
      for (const word of words) {
        const found = this.#inNames(columns, word);
        if (db !== undefined) markIndexed(db, columns, word, found);
        for (let i = 0; i < marks.length; i += 1) marks[i] = (marks[i] as number) & (found[i] as number);
      }
      this.#marks.set(key, marks);
    }
    return marks;
  }

  /** Where the first word that is not in the row itself was found. */
  hit(columns: RunColumns, i: number, text: string): HistoryRow['hit'] {
    const db = this.#file.open();
    if (db === undefined) return null;
    for (const word of queryWords(text)) {
      if (this.#isInRow(columns, i, word)) continue;
      const match = matchExpression(word);
      if (match === null) continue;
      const hit = findPiece(db, match, word, i + 1, columns.digests.all[columns.digest[i] as number] ?? '');
      if (hit !== null) return hit;
    }
    return null;
  }

  state(): TextIndexState {
    const db = this.#file.open();
    if (db === undefined) return { status: 'absent', behind: lastPosition(this.#connection), cutLogs: 0 };
    const progress = db
      .prepare<[], { readonly cursor: number; readonly cut_logs: number }>('select cursor, cut_logs from progress')
      .get();
    const behind = Math.max(0, lastPosition(this.#connection) - (progress?.cursor ?? 0));
    return { status: behind === 0 ? 'complete' : 'behind', behind, cutLogs: progress?.cut_logs ?? 0 };
  }

  close(): void {
    this.#file.close();
  }

  #inNames(columns: RunColumns, word: string): Uint8Array {
    const { digests, plans, sessions } = columns;
    const byPlan = plans.marks((name) => name.toLowerCase().includes(word));
    const byDigest = digests.marks((digest) => this.#index.planTitle(digest).toLowerCase().includes(word));
    const bySession = sessions.marks((id) => this.#index.sessionName(id).toLowerCase().includes(word));
    const found = new Uint8Array(columns.length);
    for (let i = 0; i < found.length; i += 1) {
      const marks =
        (byPlan[columns.plan[i] as number] as number) |
        (byDigest[columns.digest[i] as number] as number) |
        (bySession[columns.session[i] as number] as number);
      found[i] = marks;
    }
    const number = namedRun(word);
    if (number !== null && number >= 1 && number <= found.length) found[number - 1] = 1;
    return found;
  }

  #isInRow(columns: RunColumns, i: number, word: string): boolean {
    if (namedRun(word) === i + 1) return true;
    const row = [
      columns.plans.all[columns.plan[i] as number],
      this.#index.planTitle(columns.digests.all[columns.digest[i] as number] ?? ''),
      this.#index.sessionName(columns.sessions.all[columns.session[i] as number] ?? ''),
    ];
    return row.some((name) => name?.toLowerCase().includes(word) === true);
  }
}

function markIndexed(db: Database.Database, columns: RunColumns, word: string, found: Uint8Array): void {
  const match = matchExpression(word);
  if (match === null) return;
  const ids = db.prepare<[string], number>('select rowid from words where words match ?').pluck().all(match);
  const plans = new Set<number>();
  for (const id of ids) {
    if (id < 0) plans.add(Math.floor(-id / PIECES_A_RUN));
    else {
      const i = Math.floor(id / PIECES_A_RUN) - 1;
      if (i < found.length) found[i] = 1;
    }
  }
  if (plans.size === 0) return;
  const digests = new Set(
    db
      .prepare<[string], string>('select digest from plans where number in (select value from json_each(?))')
      .pluck()
      .all(JSON.stringify([...plans])),
  );
  const marks = columns.digests.marks((digest) => digests.has(digest));
  for (let i = 0; i < found.length; i += 1) if (marks[columns.digest[i] as number] === 1) found[i] = 1;
}

/** Pieces of the run first: they say more than the plan's text. */
function findPiece(
  db: Database.Database,
  match: string,
  word: string,
  number: number,
  digest: string,
): HistoryRow['hit'] {
  const plan = db.prepare<[string], number>('select number from plans where digest = ?').pluck().get(digest);
  for (const [base, sign] of [[number, 1] as const, ...(plan === undefined ? [] : [[plan, -1] as const])]) {
    const ends = [sign * base * PIECES_A_RUN, sign * (base * PIECES_A_RUN + PIECES_A_RUN - 1)].sort((a, b) => a - b);
    const rows = db
      .prepare<[string, number, number], PieceRow>(
        `select kind, step_id, line, body from pieces
         where id in (select rowid from words where words match ? and rowid between ? and ?) order by abs(id) limit 4`,
      )
      .all(match, ends[0] as number, ends[1] as number);
    for (const row of rows) {
      const found = lineWith(unpackText(row.body), word);
      if (found === undefined) continue;
      if (row.kind !== 'step') return { where: row.kind, stepId: row.step_id, excerpt: found.text.trim() };
      const tab = found.text.indexOf('\t');
      const stepId = found.text.slice(0, Math.max(0, tab));
      return { where: 'step', stepId: stepId === '' ? null : stepId, excerpt: found.text.slice(tab + 1).trim() };
    }
  }
  return null;
}
