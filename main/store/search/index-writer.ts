import type Database from 'better-sqlite3';
import type { LogText } from './run-pieces.ts';
import type { Piece } from './search-file.ts';
import { closeSearch, PIECES_A_RUN, packText } from './search-file.ts';

/** Writes pieces into the text index. What is there already stays, so work that was cut short is simply done again. */
export class IndexWriter {
  readonly #db: Database.Database;
  readonly #boot: number;
  readonly #insertWords: Database.Statement<[number, string]>;
  readonly #insertPiece: Database.Statement<[number, string, string | null, Buffer]>;

  constructor(db: Database.Database, boot: number) {
    this.#db = db;
    this.#boot = boot;
    this.#insertWords = db.prepare('insert into words (rowid, text) values (?, ?)');
    this.#insertPiece = db.prepare('insert into pieces (id, kind, step_id, body) values (?, ?, ?, ?)');
  }

  cursor(): number {
    return Number(this.#db.prepare('select cursor from progress').pluck().get());
  }

  moveCursor(cursor: number): void {
    this.#db.prepare('update progress set cursor = max(cursor, ?), boot_at = ?').run(cursor, this.#boot);
  }

  hasPlan(digest: string): boolean {
    return this.#db.prepare('select 1 from plans where digest = ?').get(digest) !== undefined;
  }

  hasLog(path: string): boolean {
    return this.#db.prepare('select 1 from logs where path = ?').get(path) !== undefined;
  }

  transaction(body: () => void): void {
    this.#db.transaction(body).immediate();
  }

  putPlan(digest: string, pieces: readonly Piece[]): void {
    if (this.hasPlan(digest)) return;
    const number = Number(
      this.#db.prepare('insert into plans (digest) values (?) returning number').pluck().get(digest),
    );
    pieces.slice(0, PIECES_A_RUN).forEach((piece, k) => this.#put(-(number * PIECES_A_RUN + k), piece));
  }

  /** A run's reasons may change after its end. */
  putReasons(number: number, piece: Piece | undefined): void {
    const id = number * PIECES_A_RUN;
    if (this.#db.prepare('delete from pieces where id = ?').run(id).changes > 0) {
      this.#db.prepare('delete from words where rowid = ?').run(id);
    }
    if (piece !== undefined) this.#put(id, piece);
  }

  putLog(number: number, path: string, { pieces, cut }: LogText): void {
    if (this.hasLog(path)) return;
    const first = number * PIECES_A_RUN;
    const last = this.#db
      .prepare<[number, number], number | null>('select max(id) from pieces where id between ? and ?')
      .pluck()
      .get(first, first + PIECES_A_RUN - 1);
    const next = Math.max(first, last ?? first) + 1;
    const kept = pieces.slice(0, first + PIECES_A_RUN - next);
    kept.forEach((piece, k) => this.#put(next + k, piece));
    const isCut = cut || kept.length < pieces.length;
    this.#db.prepare('insert into logs (path, cut) values (?, ?)').run(path, isCut ? 1 : 0);
    if (isCut) this.#db.prepare('update progress set cut_logs = cut_logs + 1').run();
  }

  close(): void {
    closeSearch(this.#db);
  }

  #put(id: number, piece: Piece): void {
    this.#insertWords.run(id, piece.text);
    this.#insertPiece.run(id, piece.kind, piece.stepId, packText(piece.text));
  }
}
