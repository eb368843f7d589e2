import type { RunId } from '#shared/run/ids.ts';

/** The end of a recording. */
export interface RecordedEnd {
  /** Bytes of its file now: hand it in again to be told of changes only. */
  readonly fileBytes: number;
  /** Output in pieces, oldest first: whole ones, save that the first may begin anywhere. */
  readonly pieces: readonly RecordedPiece[];
}

export interface RecordedPiece {
  /** Seconds since the act began. */
  readonly time: number;
  readonly text: string;
}

/** Looks at the ends of recordings: cheap however long they are. */
export interface LogTails {
  /** The recording of the run that was written to last; `undefined` when nothing was recorded. */
  newest(runId: RunId): Promise<{ readonly file: string; readonly stepId: string } | undefined>;
  /** `undefined` when its file has still as many bytes as were seen, or is gone. */
  end(file: string, seenBytes: number): Promise<RecordedEnd | undefined>;
}
