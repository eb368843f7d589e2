import { startWorker, type Worker } from '#main/runtime/worker.ts';
import { startIndexer } from '#main/store/search/indexer.ts';
import type { ControlRoom } from '../compose.ts';
import { keepBackups } from '../daily-backup.ts';
import { type AttentionView, followRuns } from './attention.ts';
import { Closing, type ClosingParts } from './closing.ts';

/** What executes runs while the app is open. */
export interface Engine {
  readonly worker: Worker;
  readonly closing: Closing;
  /** Gives the runs back that are under way; the next start reads their checks. */
  stop(): Promise<void>;
}

/** Starts executing. A damaged data folder is only read: undefined. */
export function startEngine(
  room: ControlRoom,
  parts: Pick<ClosingParts, 'ask' | 'onWaiting'> & { readonly view: AttentionView },
): Engine | undefined {
  if (room.store.mode === 'read-only') return undefined;
  const { host, pid, timing } = room;
  let noteEnd = (): void => {};
  const worker = startWorker(room.services, { host, pid, kind: 'app', timing, onEnd: () => noteEnd() });
  const closing = new Closing({ room, worker, ask: parts.ask, onWaiting: parts.onWaiting });
  noteEnd = () => closing.noteEnd();
  const stopBackups = keepBackups(room);
  const { dataDir, store, logs, services } = room;
  const { clock, logger } = services;
  const indexer = startIndexer({ store, logs, dataDir, clock, onWarning: (message) => logger.warn(message) });
  const stopFollowing = followRuns(room, parts.view);
  return {
    worker,
    closing,
    async stop() {
      stopFollowing();
      await worker.stop();
      await indexer.stop();
      await stopBackups();
    },
  };
}
