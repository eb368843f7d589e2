import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Store } from '#main/engine/ports/store.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, type ErrorData, errorMessage } from '#shared/lib/app-error.ts';
import { artifactPages } from './artifacts-page.ts';
import { backupBeforeMigration } from './backup.ts';
import { changeFeed } from './changes.ts';
import { Connection } from './connection.ts';
import { type DataFolder, dataFolder, hasContent, makeDataFolder, refuseVanishedDatabase } from './data-folder.ts';
import { examine } from './examine.ts';
import { historyStore } from './history/history-store.ts';
import { RunIndex } from './history/run-index.ts';
import { instanceStore } from './instances.ts';
import { laneStore } from './lanes.ts';
import { libraryStore } from './library/library-store.ts';
import { mcpServerStore } from './mcp/server-store.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';
import { readableSchema } from './old-schema.ts';
import { type Opening, recordOpening } from './openings.ts';
import { planStore } from './plans.ts';
import { applyPragmas } from './pragmas.ts';
import { runAppends } from './runs-append.ts';
import { runClaims } from './runs-claim.ts';
import { runCreation } from './runs-create.ts';
import { runsGivenUp } from './runs-give-up.ts';
import { runReads, TEXT_FUNCTIONS } from './runs-read.ts';
import { TextSearch } from './search/text-search.ts';
import { sessionChanges } from './session-changes.ts';
import { sessionStore } from './sessions.ts';
import { settingsStore } from './settings.ts';
import { isDamage, storeFault } from './sqlite-error.ts';
import { viewStore } from './views.ts';
import { Wake } from './wake.ts';

export interface StoreOptions {
  /** The data folder; made when absent, unless the store is opened for reading only. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** Default `read-write`. */
  readonly mode?: 'read-write' | 'read-only';
  /** Told, in one line, of what does not stop the store: late wake-ups, an unclean stop, damage. */
  readonly onWarning?: (message: string) => void;
  /** Another schema history than the released one: for tests of migrations. */
  readonly migrations?: readonly Migration[];
}

/** A store and how it was opened. */
export interface OpenedStore extends Store {
  readonly mode: 'read-write' | 'read-only';
  /** Why the database is not to be trusted (`store.damaged`), also when it turned out later; else `null`. */
  readonly damage: ErrorData | null;
}

/**
 * Opens the database of a data folder, making or migrating it as needed.
 *
 * What an acknowledged write promises (`create`, `append`, `claim` … returned): its events and projections are on disk
 * together. After the process was killed they are there, always. After a power cut or a crash of the system they are there
 * too, because each commit is synced (`synchronous = FULL`) before it is acknowledged, as far as the disk keeps its promise
 * that synced is stored; a write that was not acknowledged is there completely or not at all. What is lost by a torn log is
 * always the newest part: what is left is a state that the database once had.
 *
 * A database that is damaged, or is not one of ours, opens for reading only with the reason in `damage`: what can be read
 * still is, writing throws `store.read-only`, and the file stays as it was found. Throws AppError `store.newer` for a schema
 * of a later release, and `store.missing` when a folder that has held a database has none.
 */
export function openStore(options: StoreOptions): OpenedStore {
  const folder = dataFolder(resolve(options.dataDir));
  const warn = options.onWarning ?? (() => {});
  try {
    const connection = options.mode === 'read-only' ? openToRead(folder, options) : openToWrite(folder, options, warn);
    return assemble(folder, connection.connection, connection.gone, options.clock, warn);
  } catch (error) {
    throw storeFault(error);
  }
}

interface Opened {
  readonly connection: Connection;
  readonly gone: readonly Opening[];
}

function openToRead(folder: DataFolder, options: StoreOptions): Opened {
  if (!hasContent(folder.database)) {
    refuseVanishedDatabase(folder);
    throw new AppError('store.missing', `there is no database in ${folder.root} yet`, { hint: 'run a plan first' });
  }
  const { db, damage } = examine(folder, options.clock.now(), options.migrations);
  if (damage !== null) return { connection: connect(oldOrAsItIs(db, options), { writable: false, damage }), gone: [] };
  try {
    return { connection: connect(readableSchema(db, options.migrations), { writable: false, damage }), gone: [] };
  } catch (error) {
    db.close();
    throw error;
  }
}

function openToWrite(folder: DataFolder, options: StoreOptions, warn: (message: string) => void): Opened {
  refuseVanishedDatabase(folder);
  makeDataFolder(folder);
  const found = hasContent(folder.database)
    ? examine(folder, options.clock.now(), options.migrations)
    : { db: undefined, damage: null, gone: [] };
  if (found.gone.length > 0) warn('the last process did not stop in good order; the database was checked');
  if (found.damage !== null) return readDamaged(found.db, found.damage, options, warn);

  // The reading connection stays open meanwhile. Were the writing one the last to close, SQLite would write the log into a
  // database that has just turned out to be damaged.
  const db = new Database(folder.database);
  try {
    applyPragmas(db, 'read-write');
    migrate(db, {
      ...(options.migrations === undefined ? {} : { migrations: options.migrations }),
      backup(version) {
        const reader = found.db ?? db;
        backupBeforeMigration(folder, reader, version, options.clock.now());
      },
    });
  } catch (error) {
    db.close();
    if (found.db !== undefined && (isDamage(error) || isUnsoundCopy(error))) {
      return readDamaged(found.db, { code: 'store.damaged', message: errorMessage(error) }, options, warn);
    }
    found.db?.close();
    throw error;
  }
  found.db?.close();
  return { connection: connect(db, { writable: true, damage: null }), gone: found.gone };
}

function isUnsoundCopy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store.backup';
}

function readDamaged(
  db: Database.Database,
  damage: ErrorData,
  options: StoreOptions,
  warn: (message: string) => void,
): Opened {
  warn(`${damage.message}; it is open for reading only`);
  return { connection: connect(oldOrAsItIs(db, options), { writable: false, damage }), gone: [] };
}

/** Of a damaged database whatever can be read: brought up to date where that still works. */
function oldOrAsItIs(db: Database.Database, { migrations }: StoreOptions): Database.Database {
  try {
    return readableSchema(db, migrations);
  } catch {
    return db;
  }
}

function connect(db: Database.Database, options: { writable: boolean; damage: ErrorData | null }): Connection {
  for (const [name, body] of Object.entries(TEXT_FUNCTIONS)) db.function(name, { deterministic: true }, body);
  return new Connection(db, options);
}

function assemble(
  folder: DataFolder,
  connection: Connection,
  gone: readonly Opening[],
  clock: Clock,
  onWarning: (message: string) => void,
): OpenedStore {
  const leave = connection.writable ? recordOpening(connection, clock, gone) : undefined;
  const wake = new Wake({ file: folder.wake, clock, connection, onWarning });
  const index = new RunIndex(connection);
  const search = new TextSearch(connection, index, folder.search);
  const { topics, ...changes } = changeFeed(connection);
  let isOpen = true;
  return {
    get mode() {
      return connection.writable ? 'read-write' : 'read-only';
    },
    get damage() {
      return connection.damage;
    },
    sessions: { ...sessionStore(connection, folder.workspaces), ...sessionChanges(connection, index) },
    plans: planStore(connection),
    runs: {
      ...runCreation(connection, clock, wake),
      ...runClaims(connection),
      ...runAppends(connection, wake),
      ...runsGivenUp(connection, wake),
      ...runReads(connection),
      ...changes,
    },
    lanes: laneStore(connection, wake),
    instances: instanceStore(connection),
    history: historyStore(connection, index, search),
    views: viewStore(connection),
    library: libraryStore(connection, index),
    settings: settingsStore(connection, wake),
    mcp: mcpServerStore(connection),
    topics,
    ...artifactPages(connection, index),
    onWake: (listener) => wake.listen(listener),
    close() {
      if (!isOpen) return;
      isOpen = false;
      wake.close();
      search.close();
      try {
        // A database that turned out to be damaged is left alone.
        if (connection.writable) {
          connection.run('pragma optimize');
          leave?.();
        }
      } catch (error) {
        onWarning(`the database did not close in good order, it will be checked next time: ${errorMessage(error)}`);
      } finally {
        connection.close();
      }
    },
  };
}
