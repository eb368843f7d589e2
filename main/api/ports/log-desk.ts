import type { LogChunk, LogHit, LogLineView, ReplayFrame } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';

/** A recording that lies in the folder of a run. */
export interface StoredLog {
  readonly logId: string;
  readonly stepId: string;
  readonly try: number;
  readonly undo: boolean;
  /** Counts recordings of the same act, from 1: a second owner begins a new one. */
  readonly copy: number;
}

/** Which recording is read. Its id is looked up among those that are there; nothing of it becomes part of a path before. */
export interface LogPlace {
  readonly runId: RunId;
  readonly logId: string;
  /** Whether nobody writes to it any more. */
  readonly isAbandoned: (log: StoredLog) => boolean;
}

/** Reads the recordings of a data folder. Throws AppError `log.unknown`, `log.missing`, `log.damaged`. */
export interface LogDesk {
  list(runId: RunId): Promise<readonly StoredLog[]>;
  size(place: LogPlace): Promise<{ readonly bytes: number; readonly lines: number; readonly closed: boolean }>;
  read(
    place: LogPlace,
    range: { readonly offset: number; readonly maxBytes: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<LogChunk>;
  lines(
    place: LogPlace,
    range: { readonly from: number; readonly count: number },
  ): Promise<{ readonly lines: readonly LogLineView[]; readonly total: number; readonly closed: boolean }>;
  search(
    place: LogPlace,
    query: { readonly text: string; readonly ignoreCase: boolean; readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ readonly hits: readonly LogHit[]; readonly next: number | null }>;
  replay(
    place: LogPlace,
    range: { readonly frame: number; readonly maxBytes: number },
  ): Promise<{ readonly frames: readonly ReplayFrame[]; readonly next: number | null; readonly seconds: number }>;
}
