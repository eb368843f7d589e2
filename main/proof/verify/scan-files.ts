import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { FILES, isCountersignature, isInToto } from '../format/names.ts';
import { localHeader, type ZipEntry } from '../format/zip-layout.ts';
import { CastOutput } from './cast-output.ts';
import { LIMITS } from './limits.ts';
import { readAt, ZipProblem } from './read-zip.ts';

/** Every file of a bundle: its digest, and the bytes of those that are read. */
export interface BundleFiles {
  readonly digests: ReadonlyMap<string, string>;
  readonly bytes: ReadonlyMap<string, Buffer>;
  /** sha256 of the output in each recording; `undefined` for what is none. */
  readonly recordings: ReadonlyMap<string, string | undefined>;
  readonly size: number;
}

const BLOCK_BYTES = 1 << 20;
const WINDOW_BYTES = 256 << 10;
const READ = new Set<string>(Object.values(FILES).filter((path) => path !== FILES.report && path !== FILES.verifyText));

function isRead(path: string): boolean {
  return READ.has(path) || /^steps\/[^/]+\/record\.json$/.test(path) || isCountersignature(path) || isInToto(path);
}

function isRecording(path: string): boolean {
  return /^steps\/[^/]+\/[^/]+\.cast$/.test(path);
}

/** Reads every byte once, in blocks, and keeps what has a form to check. Throws ZipProblem. */
export async function scanFiles(
  file: FileHandle,
  entries: readonly ZipEntry[],
  signal: AbortSignal | undefined,
): Promise<BundleFiles> {
  const digests = new Map<string, string>();
  const kept = new Map<string, Buffer>();
  const recordings = new Map<string, string | undefined>();
  let keptBytes = 0;
  let size = 0;
  const scanner = new BlockScanner(file, signal);
  const window = new Window(file, entries);
  for (const entry of entries) {
    const header = localHeader(entry);
    if (!header.equals(await window.read(entry.offset, header.length))) {
      throw new ZipProblem('zip.form', 'its header is not what the directory says', entry.path);
    }
    const keep = isRead(entry.path);
    if (keep) keptBytes += entry.size;
    if (keep && (entry.size > LIMITS.fileBytes || keptBytes > LIMITS.keptBytes)) {
      throw new ZipProblem('limit.size', `${entry.size} bytes are more than is read`, entry.path);
    }
    const start = entry.offset + header.length;
    const isSmall = entry.size <= WINDOW_BYTES / 4;
    const output = isRecording(entry.path) ? new CastOutput() : undefined;
    const { sha256, bytes } = isSmall
      ? scanned(entry, await window.read(start, entry.size), keep, output)
      : await scanner.scan(entry, start, keep, output);
    if (output !== undefined) recordings.set(entry.path, output.sha256());
    digests.set(entry.path, sha256);
    if (bytes !== undefined) kept.set(entry.path, bytes);
    size += entry.size;
  }
  return { digests, bytes: kept, recordings, size };
}

interface Scanned {
  readonly sha256: string;
  readonly bytes: Buffer | undefined;
}

function scanned(entry: ZipEntry, content: Buffer, keep: boolean, output: CastOutput | undefined): Scanned {
  if (crc32(content) !== entry.crc) throw wrongChecksum(entry);
  output?.add(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { sha256, bytes: keep ? Buffer.from(content) : undefined };
}

function wrongChecksum(entry: ZipEntry): ZipProblem {
  return new ZipProblem('zip.crc', 'its checksum does not match', entry.path);
}

/** Small entries stand side by side: one read brings many of them. */
class Window {
  readonly #file: FileHandle;
  readonly #end: number;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle, entries: readonly ZipEntry[]) {
    this.#file = file;
    const last = entries.at(-1);
    this.#end = last === undefined ? 0 : last.offset + localHeader(last).length + last.size;
  }

  /** Valid until the next call. */
  async read(position: number, length: number): Promise<Buffer> {
    if (position < this.#start || position + length > this.#start + this.#bytes.length) {
      this.#start = position;
      this.#bytes = await readAt(this.#file, position, Math.min(WINDOW_BYTES, this.#end - position));
    }
    return this.#bytes.subarray(position - this.#start, position - this.#start + length);
  }
}

/** Two blocks in turn: one is hashed while the other is read. */
class BlockScanner {
  readonly #file: FileHandle;
  readonly #signal: AbortSignal | undefined;
  readonly #blocks = [Buffer.allocUnsafe(BLOCK_BYTES), Buffer.allocUnsafe(BLOCK_BYTES)] as const;

  constructor(file: FileHandle, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#signal = signal;
  }

  async scan(entry: ZipEntry, start: number, keep: boolean, output: CastOutput | undefined): Promise<Scanned> {
    const hash = createHash('sha256');
    const bytes = keep ? Buffer.allocUnsafe(entry.size) : undefined;
    let crc = 0;
    let next = this.#read(0, start, entry.size);
    for (let done = 0, turn = 0; done < entry.size; turn = 1 - turn) {
      this.#signal?.throwIfAborted();
      const length = await next;
      if (length === 0) throw new ZipProblem('zip.end', 'it ends too early', entry.path);
      const block = this.#blocks[turn as 0 | 1].subarray(0, length);
      const rest = entry.size - done - length;
      next = this.#read((1 - turn) as 0 | 1, start + done + length, rest);
      hash.update(block);
      crc = crc32(block, crc);
      output?.add(block);
      if (bytes !== undefined) block.copy(bytes, done);
      done += length;
    }
    await next;
    if (crc !== entry.crc) throw wrongChecksum(entry);
    return { sha256: hash.digest('hex'), bytes };
  }

  async #read(turn: 0 | 1, position: number, rest: number): Promise<number> {
    if (rest === 0) return 0;
    const { bytesRead } = await this.#file.read(this.#blocks[turn], 0, Math.min(rest, BLOCK_BYTES), position);
    return bytesRead;
  }
}
