import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '#shared/lib/app-error.ts';
import { centralHeader, endRecords, localHeader, type ZipEntry } from '../format/zip-layout.ts';

/** Small pieces are gathered to this size before they go to the disk. */
const BLOCK_BYTES = 1 << 20;

/** Writes the zip of a bundle, entry by entry in the order of their paths, in the memory of one block. */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #signal: AbortSignal;
  readonly #entries: ZipEntry[] = [];
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Where the pending bytes will stand. */
  #position = 0;

  constructor(file: FileHandle, signal: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
  }

  async addBytes(path: string, bytes: Uint8Array): Promise<void> {
    const entry = this.#enter(path, bytes.length, crc32(bytes));
    await this.#write(localHeader(entry));
    await this.#write(bytes);
  }

  /** Adds what is read from a stream, which must be exactly what was announced. */
  async addStream(
    path: string,
    expected: { readonly size: number; readonly sha256: string },
    bytes: AsyncIterable<Uint8Array>,
  ) {
    const { offset } = this.#enter(path, expected.size, 0);
    await this.#write(localHeader({ path, size: expected.size, crc: 0 }));
    const hash = createHash('sha256');
    let crc = 0;
    let size = 0;
    for await (const chunk of bytes) {
      crc = crc32(chunk, crc);
      hash.update(chunk);
      size += chunk.length;
      await this.#write(chunk);
    }
    if (size !== expected.size || hash.digest('hex') !== expected.sha256) {
      throw new AppError('bundle.source-changed', `the content for ${path} is not what the run recorded`, {
        hint: 'it was changed or damaged after the run: leave it out, or restore it',
      });
    }
    await this.#flush();
    // Only now the checksum is known.
    const entry: ZipEntry = { path, size, crc, offset };
    const header = localHeader(entry);
    await this.#file.write(header, 0, header.length, offset);
    this.#entries[this.#entries.length - 1] = entry;
  }

  /** Writes the directory; the bytes of the whole file. */
  async close(): Promise<number> {
    const start = this.#position + this.#pendingBytes;
    for (const entry of this.#entries) await this.#write(centralHeader(entry));
    const length = this.#position + this.#pendingBytes - start;
    await this.#write(endRecords(this.#entries.length, start, length));
    await this.#flush();
    return this.#position;
  }

  #enter(path: string, size: number, crc: number): ZipEntry {
    const last = this.#entries.at(-1)?.path;
    if (last !== undefined && last >= path) throw new RangeError(`${path} does not come after ${last}`);
    const entry: ZipEntry = { path, size, crc, offset: this.#position + this.#pendingBytes };
    this.#entries.push(entry);
    return entry;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= BLOCK_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    this.#signal.throwIfAborted();
    const [first] = this.#pending;
    if (first === undefined) return;
    const block = this.#pending.length === 1 ? first : Buffer.concat(this.#pending, this.#pendingBytes);
    for (let at = 0; at < block.length; ) {
      const { bytesWritten } = await this.#file.write(block, at, block.length - at, this.#position + at);
      at += bytesWritten;
    }
    this.#position += block.length;
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
