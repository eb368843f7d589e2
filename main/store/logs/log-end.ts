import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#shared/lib/app-error.ts';
import { LF } from './byte-text.ts';
import { parseEvent } from './cast-format.ts';

/** A piece of output at the end of a log. */
export interface EndPiece {
  /** Seconds since the start. */
  readonly time: number;
  readonly text: string;
}

/** Most that is read of a file; the largest event with every byte escaped is smaller. */
const MOST_BYTES = 1 << 20;
/** Read at first: enough unless the last event is a large one. */
const FIRST_BYTES = 1 << 15;
/** Output that is given at most. */
const MOST_TEXT = 1 << 15;

/** The last output of a recording, read from its end alone; `undefined` when its file has `seenBytes`, or is gone. */
export async function readLogEnd(
  path: string,
  seenBytes: number,
): Promise<{ readonly fileBytes: number; readonly pieces: readonly EndPiece[] } | undefined> {
  const file = await open(path, 'r').catch(ifThere);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size === seenBytes) return undefined;
    for (let length = FIRST_BYTES; ; length = MOST_BYTES) {
      const pieces = await lastPieces(file, Math.max(0, size - length), size);
      if (pieces.length > 0 || length >= Math.min(size, MOST_BYTES)) return { fileBytes: size, pieces };
    }
  } finally {
    await file.close();
  }
}

/** Name of the recording in a run's folder that was written to last. */
export async function newestLog(folder: string): Promise<string | undefined> {
  let newest: { readonly name: string; readonly time: number } | undefined;
  for (const name of (await readdir(folder).catch(ifThere)) ?? []) {
    if (!name.endsWith('.cast')) continue;
    const found = await stat(join(folder, name)).catch(ifThere);
    if (found !== undefined && found.mtimeMs >= (newest?.time ?? 0)) newest = { name, time: found.mtimeMs };
  }
  return newest?.name;
}

/** The whole events between two places, as far back as `MOST_TEXT` goes. */
async function lastPieces(file: FileHandle, from: number, to: number): Promise<readonly EndPiece[]> {
  const block = Buffer.allocUnsafe(to - from);
  const { bytesRead } = await file.read(block, 0, block.length, from);
  const bytes = block.subarray(0, bytesRead);
  const pieces: EndPiece[] = [];
  let kept = 0;
  for (let end = bytes.lastIndexOf(LF); end > 0 && kept < MOST_TEXT; ) {
    const before = bytes.lastIndexOf(LF, end - 1);
    // The first line may be cut, and is the header at the beginning of the file.
    if (before < 0) break;
    const event = parseEvent(bytes.subarray(before + 1, end), from + before + 1);
    if (event.kind === 'output') {
      const part = event.bytes.subarray(-MOST_TEXT);
      kept += part.length;
      pieces.unshift({ time: event.time, text: part.toString('utf8') });
    }
    end = before;
  }
  return pieces;
}

function ifThere(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
