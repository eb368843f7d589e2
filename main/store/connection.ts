import type { Database, Statement, Transaction } from 'better-sqlite3';
import { AppError, type ErrorData, errorCode } from '#shared/lib/app-error.ts';
import { isDamage, storeFault } from './sqlite-error.ts';

type Value = string | number | null;
type Parameters = readonly (Value | Readonly<Record<string, Value>>)[];

/**
 * The one connection of an open store. Statements are prepared once, at first use, and kept by their text.
 *
 * In statements, write `column = +?` where the column is indexed: SQLite 3.54 otherwise plans the statement anew each time
 * a value is bound, which costs ten times the look-up itself.
 */
export class Connection {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement<unknown[], unknown>>();
  readonly #transaction: Transaction<(body: () => unknown) => unknown>;
  readonly #writable: boolean;
  #damage: ErrorData | null;

  constructor(db: Database, options: { readonly writable: boolean; readonly damage: ErrorData | null }) {
    this.#db = db;
    this.#writable = options.writable;
    this.#damage = options.damage;
    this.#transaction = db.transaction((body: () => unknown) => body());
  }

  get writable(): boolean {
    return this.#writable && this.#damage === null;
  }

  /** Why the database is not to be trusted; writing has ended then. */
  get damage(): ErrorData | null {
    return this.#damage;
  }

  /** The first row. `undefined` when there is none. */
  get<Row>(sql: string, ...parameters: Parameters): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...parameters)) as Row | undefined;
  }

  all<Row>(sql: string, ...parameters: Parameters): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...parameters)) as Row[];
  }

  /** How many rows the statement changed. */
  run(sql: string, ...parameters: Parameters): number {
    return this.#guard(() => this.#prepare(sql).run(...parameters)).changes;
  }

  /** One transaction that holds the write lock from its start, so that what it reads cannot change until it commits. */
  write<T>(body: () => T): T {
    if (!this.writable) {
      throw new AppError('store.read-only', 'the database is open for reading only', {
        ...(this.#damage === null ? {} : { hint: this.#damage.message, details: { damage: this.#damage.code } }),
      });
    }
    return this.#guard(() => this.#transaction.immediate(body)) as T;
  }

  /** One consistent view of the database over several statements. */
  snapshot<T>(body: () => T): T {
    // SQLite does not end a transaction in which it met damage. Nobody writes to a damaged database, so none is needed.
    if (this.#damage !== null) return body();
    return this.#guard(() => this.#transaction.deferred(body)) as T;
  }

  /** What a damaged database still gives, or else `otherwise`. Of a sound one a fault is a fault. */
  salvage<T>(read: () => T, otherwise: T): T {
    if (this.#damage === null) return read();
    try {
      return read();
    } catch (error) {
      if (errorCode(error)?.startsWith('store.') !== true) throw error;
      return otherwise;
    }
  }

  /** Changes when another connection, of this or another process, has committed. */
  dataVersion(): number {
    const row = this.get<{ readonly data_version: number }>('pragma data_version');
    return row?.data_version ?? 0;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepare(sql: string): Statement<unknown[], unknown> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare<unknown[], unknown>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const fault = storeFault(error);
      if (fault instanceof AppError && isDamage(fault)) {
        this.#damage ??= { code: fault.code, message: fault.message };
      }
      throw fault;
    }
  }
}
