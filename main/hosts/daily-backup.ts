import { dailyBackup } from '#main/store/backup.ts';
import type { ControlRoom } from './compose.ts';

/** How often is looked whether the day's backup is there, ms. */
const LOOK_MS = 3_600_000;

/** Backs the database up once a day while a long-lived process has it open. Returns what stops it. */
export function keepBackups(room: ControlRoom): () => Promise<void> {
  const { clock, logger } = room.services;
  const stop = new AbortController();
  let cancel = (): void => {};
  let underWay: Promise<void> = Promise.resolve();
  const look = (): void => {
    underWay = dailyBackup(room.dataDir, { clock, signal: stop.signal }).then(
      (backup) => {
        if (backup !== undefined) logger.info('backed the database up', { ...backup });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) logger.error('the daily backup failed', { error });
      },
    );
    cancel = clock.schedule(LOOK_MS, look, { background: true });
  };
  look();
  return async () => {
    stop.abort();
    cancel();
    await underWay;
  };
}
