import type { FileHandle } from 'node:fs/promises';
import { LF } from './byte-text.ts';
import { type CastEvent, checkHeader, damaged, parseEvent } from './cast-format.ts';

/** A line of a log, with where it stands in the file. */
export interface CastLine {
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
  readonly event: CastEvent;
}

const BLOCK_BYTES = 262_144;
// The largest event, every byte of it escaped, and room for the rest of the line.
const LONGEST_LINE = 1 << 20;

/**
 * The events of a file from a place where a line begins (0: after the header) up to `to` (default: the end as it is met).
 * A last line without its line feed is not there yet, or was torn by a crash: it is left out. Throws AppError `log.damaged`.
 */
export async function* castLines(
  file: FileHandle,
  from: number,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<CastLine> {
  let start = from;
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from; at < to; ) {
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, to - at));
    const { bytesRead } = await file.read(block, 0, block.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const bytes =
      rest.length === 0 ? block.subarray(0, bytesRead) : Buffer.concat([rest, block.subarray(0, bytesRead)]);
    let begin = 0;
    for (let feed = bytes.indexOf(LF); feed >= 0; feed = bytes.indexOf(LF, begin)) {
      const line = bytes.subarray(begin, feed);
      const end = start + line.length + 1;
      if (start === 0) checkHeader(line);
      else yield { start, end, event: parseEvent(line, start) };
      start = end;
      begin = feed + 1;
    }
    rest = bytes.subarray(begin);
    if (rest.length > LONGEST_LINE) throw damaged(start, 'a line has no end');
  }
}
