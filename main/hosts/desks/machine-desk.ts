import { readdir, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MachineDesk, MachineFinding } from '#main/api/ports/machine-desk.ts';
import { backupNow, listBackups } from '#main/store/backup.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import type { ControlRoom } from '../compose.ts';
import { examineMachine, type Finding } from '../examine-machine.ts';

type Room = Pick<ControlRoom, 'dataDir' | 'environment' | 'services' | 'store' | 'timing'>;

const STATUS: Record<Finding['status'], MachineFinding['status']> = { ok: 'ok', warn: 'warning', fail: 'problem' };

export function openMachineDesk(room: Room): MachineDesk {
  const { dataDir, environment, services } = room;
  return {
    async examine() {
      const findings = await examineMachine({ dataDir, environment, openRoom: async () => room });
      return findings.map(({ name, status, message, fix }) => ({
        name,
        status: STATUS[status],
        message: fix === undefined ? message : `${message}: ${fix}`,
      }));
    },
    async dataFolder() {
      const [database, logs, artifacts, { bavail, bsize }] = await Promise.all([
        sizeOfFiles(dataDir, (name) => name.startsWith('opsroom.db')),
        sizeOfFolder(join(dataDir, 'logs')),
        sizeOfFolder(join(dataDir, 'artifacts')),
        statfs(dataDir),
      ]);
      const backups = listBackups(dataDir).map(({ file, bytes, at }) => ({ name: basename(file), bytes, at }));
      return { path: dataDir, database, logs, artifacts, backups, free: bavail * bsize };
    },
    async backUp(signal) {
      const { file, bytes } = await backupNow(dataDir, { clock: services.clock, signal });
      return { name: basename(file), bytes };
    },
    folder: (place) => (place === 'data' ? dataDir : join(dataDir, place)),
  };
}

async function sizeOfFiles(folder: string, isCounted: (name: string) => boolean): Promise<number> {
  const names = (await readdir(folder)).filter(isCounted);
  return sum(await Promise.all(names.map((name) => sizeOf(join(folder, name)))));
}

/** Bytes of everything in a folder; what goes away meanwhile counts nothing. */
async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  let total = 0;
  // One folder at a time: a hundred thousand open at once would be refused.
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await sizeOfFolder(path);
    else if (entry.isFile()) total += await sizeOf(path);
  }
  return total;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
