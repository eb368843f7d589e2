import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '#main/kernel/clock.ts';

// Watching is not to be relied upon everywhere (network folders, exhausted watches), so it is always backed by looking.
const LOOK_MS = 250;
const LOOK_OFTEN_MS = 40;

/** Tells when a file has changed, or may have. */
export interface ChangeWatch {
  /** Resolves after a change since the last call, after a while without one, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Watches a file. */
export function watchFile(path: string, clock: Clock): ChangeWatch {
  let hasChanged = false;
  let wake: (() => void) | undefined;
  let lookMs = LOOK_MS;
  const changed = (): void => {
    hasChanged = true;
    wake?.();
  };
  const watcher = tryWatch(path, changed, () => {
    lookMs = LOOK_OFTEN_MS;
  });
  return {
    async next(signal) {
      if (!hasChanged && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const cancel = clock.schedule(lookMs, () => wake?.());
          wake = () => {
            wake = undefined;
            cancel();
            signal.removeEventListener('abort', changed);
            resolve();
          };
          signal.addEventListener('abort', changed, { once: true });
        });
      }
      hasChanged = false;
    },
    close: () => watcher?.close(),
  };
}

function tryWatch(path: string, changed: () => void, failed: () => void): FSWatcher | undefined {
  try {
    return watch(path, changed).on('error', failed);
  } catch {
    // No watch to be had: the file is looked at more often instead.
    failed();
    return undefined;
  }
}
