import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { errorCode } from '#shared/lib/app-error.ts';
import { bootTime, isSameBoot } from '../openings.ts';
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
    id integer primary key, kind text not null, step_id text, body blob not null
  ) strict;
  create table plans (number integer primary key, digest text not null unique) strict;
  create table logs (path text primary key, cut integer not null) strict, without rowid;
  create table progress (
    id integer primary key check (id = 1), cursor integer not null, cut_logs integer not null, boot_at integer
  ) strict;
  insert into progress values (1, 0, 0, null);
  pragma user_version = ${VERSION};
`;

/**
 * Opens the index for its indexer, made anew when it is absent, damaged, of another release, or when the machine went down
 * while it was being written: what was not synced may be torn then.
 */
export function openSearchToWrite(file: string, now: number): Database.Database {
  for (let isAnew = false; ; isAnew = true) {
    closeSync(openSync(file, 'a', 0o600));
    const db = new Database(file);
    try {
      db.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      db.pragma('journal_mode = wal');
      db.pragma('synchronous = off');
      db.pragma('trusted_schema = off');
      if (ensureSchema(db, bootTime(now))) return db;
    } catch (error) {
      db.close();
      if (isAnew || !isDamage(error)) throw error;
    }
    if (db.open) db.close();
    removeSearch(file);
  }
}

/** The next indexer builds it anew. */
export function removeSearch(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true });
}

/** `false`: it cannot be gone on with. */
function ensureSchema(db: Database.Database, boot: number): boolean {
  return db
    .transaction(() => {
      const version = Number(db.pragma('user_version', { simple: true }));
      if (version === 0) db.exec(SCHEMA);
      else if (version !== VERSION) return false;
      const writtenSince = db.prepare<[], number | null>('select boot_at from progress').pluck().get();
      if (writtenSince !== null && writtenSince !== undefined && !isSameBoot(writtenSince, boot)) return false;
      db.prepare('update progress set boot_at = ?').run(boot);
      return true;
    })
    .immediate();
}

/** Brings everything to the disk, and says so. Another indexer that goes on says otherwise with its next change. */
export function closeSearch(db: Database.Database): void {
  try {
    db.pragma('synchronous = full');
    db.prepare('update progress set boot_at = null').run();
    db.pragma('wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
}

/** The index as searches read it. Opened at first use, and again when another file has taken its place. */
export class SearchFile {
  readonly #file: string;
  #db: Database.Database | undefined;
  #identity: string | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Reads with the index; with `undefined` while there is none that can be read. It is made of what is stored elsewhere, so
   * whatever is wrong with it is no reason to fail.
   */
  read<T>(action: (db: Database.Database | undefined) => T): T {
    try {
      return action(this.#open());
    } catch (error) {
      if (errorCode(error)?.startsWith('SQLITE_') !== true) throw error;
      this.close();
      return action(undefined);
    }
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#identity = undefined;
  }

  #open(): Database.Database | undefined {
    const identity = identityOf(this.#file);
    if (identity !== this.#identity) this.close();
    if (identity === undefined || this.#db !== undefined) return this.#db;
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
    return this.#db;
  }
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

export function packText(text: string): Buffer {
  return deflateRawSync(text, { level: 3 });
}

export function unpackText(body: Uint8Array): string {
  return inflateRawSync(body).toString('utf8');
}
