import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '#main/kernel/processes/is-alive.ts';

/** After this long what nobody can be said to own is nobody's, ms. */
const FORGOTTEN_MS = 86_400_000;

/** What this process has made: its id alone could be that of one that is gone. */
const ours = new Set<string>();

/** Folders of files that are downloaded once: below `exports` of the data folder, in one folder for each process. */
export interface Downloads {
  /** Makes the folder of an id. */
  make(id: string): Promise<string>;
  remove(id: string): Promise<void>;
  /** Removes them all. */
  close(): Promise<void>;
}

/** Opens them, and removes what processes that are gone have left. */
export function openDownloads(dataDir: string): Downloads {
  const all = join(dataDir, 'exports');
  const name = `${encodeURIComponent(hostname())}.${process.pid}.${randomUUID()}`;
  const own = join(all, name);
  ours.add(name);
  // What cannot be removed now can be the next time.
  const swept = sweep(all).catch(() => {});
  return {
    async make(id) {
      const folder = join(own, id);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    remove: (id) => rm(join(own, id), { recursive: true, force: true }),
    async close() {
      await swept;
      await rm(own, { recursive: true, force: true });
      ours.delete(name);
    },
  };
}

async function sweep(all: string): Promise<void> {
  for (const name of await readdir(all)) {
    if (await isLeft(all, name)) await rm(join(all, name), { recursive: true, force: true });
  }
}

async function isLeft(all: string, name: string): Promise<boolean> {
  if (ours.has(name)) return false;
  const [, host, pid] = /^(.+)\.(\d+)\.[0-9a-f-]{36}$/.exec(name) ?? [];
  if (host === encodeURIComponent(hostname())) return Number(pid) === process.pid || !isAlive(Number(pid));
  // Of another machine nothing can be told.
  return (await stat(join(all, name))).mtimeMs < Date.now() - FORGOTTEN_MS;
}
