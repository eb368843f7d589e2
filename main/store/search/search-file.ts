import { existsSync, rmSync, statSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { BUSY_TIMEOUT } from '../pragmas.ts';
import { isDamage } from '../sqlite-error.ts';

/** Grows when the index is to be built anew. */
const VERSION = 1;

/** Ids of pieces: those of a run follow one another, those of a plan are negative. */
export const PIECES_A_RUN = 4096;

/** What a piece is of. Lines of a `step` piece begin with the id of the step (none: the run itself) and a tab. */
export type PieceKind = 'plan' | 'step' | 'log';

/** A piece of text with where it comes from. */
export interface Piece {
  readonly kind: PieceKind;
  readonly stepId: string | null;
  readonly path: string | null;
  /** Line of the log that the piece begins with, counted from 0. */
  readonly line: number;
  readonly text: string;
}

/**
 * The text index is a database of its own: it can be built anew at any time, so its commits are not synced, a backup leaves
 * it out, and filling it never holds up a run. The words are in FTS5 without their places (`detail=none`), which is a third
 * of the size; the line around a word is found in the kept text.
 */
const SCHEMA = `
  create virtual table words using fts5(text, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 2", prefix='2 3');
  create table pieces (
    id integer primary key, kind text not null, step_id text, path text, line integer not null, body blob not null
  ) strict;
  create table plans (number integer primary key, digest text not null unique) strict;
  create table logs (path text primary key, cut integer not null) strict, without rowid;
  create table progress (id integer primary key check (id = 1), cursor integer not null, cut_logs integer not null) strict;
  insert into progress values (1, 0, 0);
  pragma user_version = ${VERSION};
`;

/** Opens the index for its indexer, made anew when it is absent, damaged, or of another release. */
export function openSearchToWrite(file: string): Database.Database {
  for (let isAnew = false; ; isAnew = true) {
    const db = new Database(file);
    try {
      db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      db.pragma('journal_mode = wal');
      db.pragma('synchronous = off');
      db.pragma('trusted_schema = off');
      if (ensureSchema(db)) return db;
    } catch (error) {
      db.close();
      if (isAnew || !isDamage(error)) throw error;
    }
    if (db.open) db.close();
    for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true });
  }
}

/** `false`: it is of another release. */
function ensureSchema(db: Database.Database): boolean {
  return db
    .transaction(() => {
      const version = Number(db.pragma('user_version', { simple: true }));
      if (version === 0) db.exec(SCHEMA);
      return version === 0 || version === VERSION;
    })
    .immediate();
}

/** The index as searches read it. Opened at first use, and again when another file has taken its place. */
export class SearchFile {
  readonly #file: string;
  #db: Database.Database | undefined;
  #identity = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** `undefined` while there is none that can be read. */
  open(): Database.Database | undefined {
    const identity = identityOf(this.#file);
    if (identity !== this.#identity) this.close();
    if (identity === undefined) return undefined;
    if (this.#db === undefined) {
      const db = new Database(this.#file, { readonly: true, fileMustExist: true });
      try {
        db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
        if (db.pragma('user_version', { simple: true }) === VERSION) {
          this.#db = db;
          this.#identity = identity;
        }
      } finally {
        if (this.#db === undefined) db.close();
      }
    }
    return this.#db;
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#identity = '';
  }
}

function identityOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { dev, ino } = statSync(file);
  return `${dev}:${ino}`;
}

export function packText(text: string): Buffer {
  return deflateRawSync(text, { level: 3 });
}

export function unpackText(body: Uint8Array): string {
  return inflateRawSync(body).toString('utf8');
}
