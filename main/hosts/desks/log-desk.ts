import { readdir } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { LogDesk, LogPlace, StoredLog } from '#main/api/ports/log-desk.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { incompleteTail } from '#main/store/logs/byte-text.ts';
import type { LogReader } from '#main/store/logs/log-reader.ts';
import type { FileLogStore } from '#main/store/logs/log-store.ts';
import type { LogChunk, LogHit, ReplayFrame } from '#shared/api/logs.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { OpenLogs } from './open-logs.ts';

const FILE = /^([a-z0-9-]+)\.(\d+)(\.undo)?(?:\.(\d+))?\.cast$/;
/** What a search looks through before it answers. */
const SEARCHED_BYTES = 16 << 20;
/** Bytes of the longest UTF-8 character: less could be none. */
const LONGEST_CHARACTER = 4;

/** The recordings of a data folder, for whoever looks at them. `close` lets go of their files. */
export function openLogDesk(logs: FileLogStore, clock: Clock): LogDesk & { close(): Promise<void> } {
  const open = new OpenLogs(clock);
  const list = (runId: RunId): Promise<readonly StoredLog[]> => storedLogs(logs.resolve(runId));
  const find = async ({ runId, logId }: LogPlace): Promise<{ log: StoredLog; path: string }> => {
    const log = (await list(runId)).find((each) => each.logId === logId);
    if (log !== undefined) return { log, path: logs.resolve(`${runId}/${log.logId}.cast`) };
    throw new AppError('log.unknown', `the run has no log ${logId}`, { hint: 'list its logs again' });
  };
  const reading = async <T>(place: LogPlace, use: (reader: LogReader, log: StoredLog) => Promise<T>): Promise<T> => {
    const { log, path } = await find(place);
    return open.with(path, (reader) => use(reader, log));
  };
  return {
    list,
    size: (place) => reading(place, (reader) => reader.size()),
    read: (place, range, signal) =>
      reading(place, async (reader, log) => {
        const isAbandoned = (): boolean => place.isAbandoned(log);
        const first = await chunkAt(reader, range, isAbandoned());
        if (first.next > first.from || first.closed || range.waitMs === 0) return first;
        await waitForMore(reader, range, { clock, signal, isAbandoned });
        signal.throwIfAborted();
        return chunkAt(reader, range, isAbandoned());
      }),
    lines: (place, range) =>
      reading(place, async (reader, log) => {
        const lines = await reader.lines(range);
        const size = await reader.size();
        return { lines, total: size.lines, closed: size.closed || place.isAbandoned(log) };
      }),
    search: (place, query, signal) => reading(place, (reader) => searchFrom(reader, query, signal)),
    replay: (place, range) => reading(place, (reader) => framesFrom(reader, range)),
    close: () => open.close(),
  };
}

async function storedLogs(folder: string): Promise<readonly StoredLog[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const [, stepId, attempt, undo, copy] = FILE.exec(name) ?? [];
      if (stepId === undefined) return [];
      const logId = name.slice(0, -'.cast'.length);
      return [{ logId, stepId, try: Number(attempt), undo: undo !== undefined, copy: Number(copy ?? 1) }];
    });
}

async function chunkAt(
  reader: LogReader,
  { offset, maxBytes }: { readonly offset: number; readonly maxBytes: number },
  isAbandoned: boolean,
): Promise<LogChunk> {
  const size = await reader.size();
  const bytes = await reader.window({ offset, length: Math.max(maxBytes, LONGEST_CHARACTER) });
  const closed = size.closed || isAbandoned;
  const isLast = closed && offset + bytes.length >= size.bytes;
  const whole = bytes.length - (isLast ? 0 : incompleteTail(bytes, bytes.length));
  const from = Math.min(offset, size.bytes);
  return {
    from,
    next: from + whole,
    text: bytes.toString('utf8', 0, whole),
    size: size.bytes,
    closed,
  };
}

/** Until more is there than the beginning of one character, nobody writes any more, or the time is up. */
async function waitForMore(
  reader: LogReader,
  { offset, waitMs }: { readonly offset: number; readonly waitMs: number },
  { clock, signal, isAbandoned }: { clock: Clock; signal: AbortSignal; isAbandoned: () => boolean },
): Promise<void> {
  const enough = new AbortController();
  const onAbort = (): void => enough.abort();
  const cancel = clock.schedule(waitMs, onAbort);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    let bytes = Buffer.alloc(0);
    for await (const piece of reader.follow({ signal: enough.signal, from: offset, isAbandoned })) {
      bytes = Buffer.concat([bytes, piece]);
      if (bytes.length > incompleteTail(bytes, bytes.length)) return;
    }
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

async function searchFrom(
  reader: LogReader,
  { text, ignoreCase, offset, limit }: Parameters<LogDesk['search']>[1],
  signal: AbortSignal,
): ReturnType<LogDesk['search']> {
  const { bytes } = await reader.size();
  const to = offset + SEARCHED_BYTES;
  const hits: LogHit[] = [];
  for await (const hit of reader.search(text, { from: offset, to, limit, ignoreCase, signal })) hits.push(hit);
  const last = hits.at(-1);
  if (hits.length === limit && last !== undefined) return { hits, next: last.offset + 1 };
  return { hits, next: to < bytes ? to : null };
}

/** A frame is named by the bytes of output before it. */
async function framesFrom(
  reader: LogReader,
  { frame, maxBytes }: Parameters<LogDesk['replay']>[1],
): ReturnType<LogDesk['replay']> {
  const frames: ReplayFrame[] = [];
  const decoder = new StringDecoder('utf8');
  let at = frame;
  let taken = 0;
  let isMore = false;
  for await (const [time, bytes] of reader.replay(frame)) {
    // At least one, so that the next call goes on.
    if (taken > 0 && taken + bytes.length > maxBytes) {
      isMore = true;
      break;
    }
    taken += bytes.length;
    at += bytes.length;
    const text = decoder.write(bytes);
    if (text !== '') frames.push({ time, text });
  }
  const rest = decoder.end();
  const last = frames.at(-1);
  if (rest !== '') frames.push({ time: last?.time ?? 0, text: rest });
  return { frames, next: isMore ? at : null, seconds: await reader.seconds() };
}
