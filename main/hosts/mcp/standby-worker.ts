import { startWorker, type Worker } from '#main/runtime/worker.ts';
import type { ControlRoom } from '../compose.ts';
import { keepBackups } from '../daily-backup.ts';
import { hasLiveWorker } from '../live-worker.ts';

/** Executes queued runs in this process for as long as no other one does; looked at with each beat. */
export function standBy(room: ControlRoom): { stop(): Promise<void> } {
  const { store, services, host, pid, timing } = room;
  if (store.mode === 'read-only') return { stop: () => Promise.resolve() };
  const { clock } = services;
  let worker: Worker | undefined;
  let stopBackups: (() => Promise<void>) | undefined;
  let cancel = (): void => {};
  const look = (): void => {
    try {
      if (!hasLiveWorker({ store, now: clock.now(), leaseMs: timing.leaseMs })) {
        worker = startWorker(services, { host, pid, kind: 'mcp', timing });
        stopBackups = keepBackups(room);
        return;
      }
    } catch (error) {
      // A store that is busy for a moment is looked at again.
      services.logger.error('a worker could not be started', { error });
    }
    cancel = clock.schedule(timing.beatMs, look, { background: true });
  };
  look();
  return {
    async stop() {
      cancel();
      await Promise.all([worker?.stop(), stopBackups?.()]);
    },
  };
}
