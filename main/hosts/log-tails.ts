import { basename } from 'node:path';
import type { LogTails } from '#main/api/ports/log-tails.ts';
import { newestLog, readLogEnd } from '#main/store/logs/log-end.ts';
import type { FileLogStore } from '#main/store/logs/log-store.ts';

/** Looks at the ends of the recordings of a data folder. */
export function createLogTails(logs: Pick<FileLogStore, 'resolve'>): LogTails {
  return {
    async newest(runId) {
      const name = await newestLog(logs.resolve(runId));
      if (name === undefined) return undefined;
      return { file: `${runId}/${name}`, stepId: basename(name).split('.', 1)[0] ?? '' };
    },
    end: (file, seenBytes) => readLogEnd(logs.resolve(file), seenBytes),
  };
}
