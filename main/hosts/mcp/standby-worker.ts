import { startWorker, type Worker } from '#main/runtime/worker.ts';
import { startIndexer } from '#main/store/search/indexer.ts';
import type { ControlRoom } from '../compose.ts';
import { keepBackups } from '../daily-backup.ts';
import { isEveryLaneWorked } from '../live-worker.ts';

/**
 * Makes what has ended searchable, and executes queued runs in this process once there is a lane for which no other one would;
 * that is looked at with each beat.
 */
export function standBy(room: ControlRoom): { stop(): Promise<void> } {
  const { store, services, host, pid, timing, logs, dataDir } = room;
  if (store.mode === 'read-only') return { stop: () => Promise.resolve() };
  const { clock, logger } = services;
  const indexer = startIndexer({ store, logs, dataDir, clock, onWarning: (message) => logger.warn(message) });
  let worker: Worker | undefined;
  let stopBackups: (() => Promise<void>) | undefined;
  let cancel = (): void => {};
  const look = (): void => {
    try {
      if (!isEveryLaneWorked({ store, now: clock.now(), leaseMs: timing.leaseMs })) {
        worker = startWorker(services, { host, pid, kind: 'mcp', timing });
        stopBackups = keepBackups(room);
        return;
      }
    } catch (error) {
      // A store that is busy for a moment is looked at again.
      logger.error('a worker could not be started', { error });
    }
    cancel = clock.schedule(timing.beatMs, look, { background: true });
  };
  look();
  return {
    async stop() {
      cancel();
      await Promise.all([worker?.stop(), stopBackups?.(), indexer.stop()]);
    },
  };
}
