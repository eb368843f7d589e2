import type Database from 'better-sqlite3';
import type { TextIndexState } from '#main/engine/ports/history.ts';
import type { HistoryRow } from '#shared/api/history.ts';
import { lastPosition } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { RunColumns } from '../history/run-columns.ts';
import type { RunIndex } from '../history/run-index.ts';
import { SearchFile } from './search-file.ts';
import { pieceHit, type WordPlaces, wordPlaces } from './word-places.ts';
import { namedRun, queryWords } from './words.ts';

/** What is known of a text: for each row whether every word is somewhere in it, and where the index has each word. */
interface Looked {
  readonly marks: Uint8Array;
  readonly words: readonly {
    readonly word: string;
    readonly inNames: Uint8Array;
    readonly places: WordPlaces | null;
  }[];
}

const MOST_TEXTS = 8;

/** Looks for texts in names, which are at hand, and in the text index, as far as there is one. */
export class TextSearch {
  readonly #connection: Connection;
  readonly #index: RunIndex;
  readonly #file: SearchFile;
  /** Texts that were looked for since anything has changed. */
  readonly #looked = new Map<string, Looked>();
  #state = '';

  constructor(connection: Connection, index: RunIndex, file: string) {
    this.#connection = connection;
    this.#index = index;
    this.#file = new SearchFile(file);
  }

  /** For each row whether every word of the text is somewhere in it; `null` for a text without words. */
  marks(text: string): Uint8Array | null {
    const words = queryWords(text);
    return words.length === 0 ? null : this.#file.read((db) => this.#look(db, words)).marks;
  }

  /** Where the first word that is not in the row itself was found. */
  hit(i: number, text: string): HistoryRow['hit'] {
    const words = queryWords(text);
    return this.#file.read((db) => {
      if (db === undefined) return null;
      const digest = this.#index.read().digest[i] as number;
      for (const { word, inNames, places } of this.#look(db, words).words) {
        if (inNames[i] === 1 || places === null) continue;
        // The run's own pieces say more than the plan's text.
        const id = places.byRow[i] || places.byDigest[digest] || 0;
        const hit = id === 0 ? null : pieceHit(db, id, word);
        if (hit !== null) return hit;
      }
      return null;
    });
  }

  state(): TextIndexState {
    const last = lastPosition(this.#connection);
    return this.#file.read((db) => {
      if (db === undefined) return { status: last === 0 ? 'complete' : 'absent', behind: last, cutLogs: 0 };
      const progress = db
        .prepare<[], { readonly cursor: number; readonly cut_logs: number }>('select cursor, cut_logs from progress')
        .get();
      const behind = Math.max(0, last - (progress?.cursor ?? 0));
      return { status: behind === 0 ? 'complete' : 'behind', behind, cutLogs: progress?.cut_logs ?? 0 };
    });
  }

  close(): void {
    this.#looked.clear();
    this.#file.close();
  }

  #look(db: Database.Database | undefined, words: readonly string[]): Looked {
    const columns = this.#index.read();
    this.#index.sessions();
    const key = words.join(' ');
    const state = `${this.#index.version} ${db === undefined ? '' : String(db.pragma('data_version', { simple: true }))}`;
    if (state !== this.#state || this.#looked.size >= MOST_TEXTS) this.#looked.clear();
    this.#state = state;
    let looked = this.#looked.get(key);
    if (looked === undefined) {
      const each = words.map((word) => ({
        word,
        inNames: this.#inNames(columns, word),
        places: db === undefined ? null : wordPlaces(db, columns, word),
      }));
      const marks = new Uint8Array(columns.length);
      for (let i = 0; i < marks.length; i += 1) {
        const digest = columns.digest[i] as number;
        const isFound = each.every(
          ({ inNames, places }) =>
            inNames[i] === 1 || (places !== null && (places.byRow[i] !== 0 || places.byDigest[digest] !== 0)),
        );
        marks[i] = isFound ? 1 : 0;
      }
      looked = { marks, words: each };
      this.#looked.set(key, looked);
    }
    return looked;
  }

  #inNames(columns: RunColumns, word: string): Uint8Array {
    const { digests, plans, sessions } = columns;
    const byPlan = plans.marks((name) => name.toLowerCase().includes(word));
    const byDigest = digests.marks((digest) => this.#index.planTitle(digest).toLowerCase().includes(word));
    const bySession = sessions.marks((id) => this.#index.sessionName(id).toLowerCase().includes(word));
    const found = new Uint8Array(columns.length);
    for (let i = 0; i < found.length; i += 1) {
      const plan = byPlan[columns.plan[i] as number] as number;
      const digest = byDigest[columns.digest[i] as number] as number;
      const session = bySession[columns.session[i] as number] as number;
      found[i] = plan | digest | session;
    }
    const number = namedRun(word);
    if (number !== null && number >= 1 && number <= found.length) found[number - 1] = 1;
    return found;
  }
}
