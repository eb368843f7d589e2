import { type } from '@orpc/contract';
import * as z from 'zod';
import { call, runId } from './base.ts';

/** The recording of one act. */
export interface LogInfo {
  /** Names the log within its run. */
  readonly logId: string;
  readonly stepId: string;
  readonly try: number;
  readonly undo: boolean;
  /** Bytes of output so far. */
  readonly bytes: number;
  readonly lines: number;
  /** No more will come. */
  readonly closed: boolean;
  /** ms UTC of its start. */
  readonly startedAt: number;
}

/** Output from one offset to the next: whole characters, bytes that are no UTF-8 as U+FFFD. */
export interface LogChunk {
  readonly from: number;
  readonly next: number;
  readonly text: string;
  readonly size: number;
  readonly closed: boolean;
}

export interface LogLineView {
  /** Counted from 0. */
  readonly line: number;
  /** Bytes before it. */
  readonly offset: number;
  /** With its control sequences. */
  readonly text: string;
  readonly truncated: boolean;
  /** Seconds since the start of the act. */
  readonly time: number;
}

export interface LogHit {
  readonly line: number;
  readonly offset: number;
  readonly text: string;
}

/** Output at a time. */
export interface ReplayFrame {
  /** Seconds since the start. */
  readonly time: number;
  readonly text: string;
}

const logId = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[\w.-]+$/, 'must be the id of a log');
const onLog = { runId, logId };

export const logs = {
  list: call.input(z.strictObject({ runId })).output(type<readonly LogInfo[]>()),
  /**
   * Output from an offset on. At the end of a log that is written it waits up to `waitMs` for more. The reader asks for the
   * next chunk when it has taken this one in: that is all the flow control there is, and all that is needed.
   */
  read: call
    .input(
      z.strictObject({
        ...onLog,
        offset: z.int().min(0),
        maxBytes: z.int().min(1).max(1_048_576),
        waitMs: z.int().min(0).max(30_000),
      }),
    )
    .output(type<LogChunk>()),
  lines: call
    .input(z.strictObject({ ...onLog, from: z.int().min(0), count: z.int().min(1).max(2000) }))
    .output(type<{ readonly lines: readonly LogLineView[]; readonly total: number; readonly closed: boolean }>()),
  /** Lines that hold a text, from an offset on; `next`: where to go on, `null` at the end. */
  search: call
    .input(
      z.strictObject({
        ...onLog,
        text: z.string().min(1).max(500),
        ignoreCase: z.boolean(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(1000),
      }),
    )
    .output(type<{ readonly hits: readonly LogHit[]; readonly next: number | null }>()),
  /** The recording with its times, from a frame on (the first: 0); `next`: the frame to go on with, `null` at the end. */
  replay: call
    .input(z.strictObject({ ...onLog, frame: z.int().min(0), maxBytes: z.int().min(1).max(1_048_576) }))
    .output(
      type<{ readonly frames: readonly ReplayFrame[]; readonly next: number | null; readonly seconds: number }>(),
    ),
};
