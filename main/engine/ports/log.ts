import type { LogRef } from '#shared/run/artifact.ts';
import type { RunId } from '#shared/run/ids.ts';

/** Which output is recorded. */
export interface LogName {
  readonly runId: RunId;
  readonly stepId: string;
  readonly try: number;
  readonly undo: boolean;
}

/** Keeps the output of acts, exact to the byte, with its timing. */
export interface LogStore {
  /** Starts the recording of one act. */
  open(name: LogName, terminal: { readonly width: number; readonly height: number }): LogWriter;
}

/** Takes the (already masked) output of one act. */
export interface LogWriter {
  /** Appends bytes. Resolves at once, or, when the disk lags behind, once more can be taken. */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Flushes, closes and describes the recording. */
  close(redactions: number): Promise<LogRef>;
}
