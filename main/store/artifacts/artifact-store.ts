import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { ArtifactStore } from '#main/engine/ports/tool.ts';
import { syncFolder } from '#main/kernel/sync-folder.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import { type Digest, digestHex, isDigest } from '#shared/lib/digest.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { mediaTypeOf } from './media-type.ts';
import { TextCheck } from './text-check.ts';

/** Whether stored content is what its digest says. */
export type ArtifactVerification = 'intact' | 'changed' | 'missing';

/** The artifacts of a data folder. */
export interface FileArtifactStore extends ArtifactStore {
  /**
   * As the port says. A text is masked. A file that is not text and holds a secret is refused with `artifact.secret`:
   * stars inside would break it, and no secret may reach the data folder. What is compressed or encrypted cannot be looked into.
   */
  put(file: string, name: string, stepId: string, mask: Mask): Promise<ArtifactRef>;
  /** The content. Throws AppError `artifact.gone`. */
  open(digest: Digest): Promise<Readable>;
  /** The file of a content; it may be absent. */
  path(digest: Digest): string;
  /** Reads the whole content. Throws when the signal aborts. */
  verify(digest: Digest, signal?: AbortSignal): Promise<ArtifactVerification>;
}

const BLOCK_BYTES = 262_144;
const START_BYTES = 16;

/** Artifacts below `<dataDir>/artifacts/sha256/ab/<hex>`. */
export function createArtifactStore(options: { readonly dataDir: string }): FileArtifactStore {
  const root = join(options.dataDir, 'artifacts');
  const pathOf = (digest: Digest): string => {
    if (!isDigest(digest)) throw new AppError('artifact.digest', 'not a digest');
    const hex = digestHex(digest);
    return join(root, 'sha256', hex.slice(0, 2), hex);
  };
  return {
    put: (file, name, stepId, mask) => put(root, pathOf, { file, name, stepId, mask }),
    path: pathOf,
    async open(digest) {
      const path = pathOf(digest);
      await access(path, constants.R_OK).catch((cause: unknown) => {
        throw new AppError('artifact.gone', `the content ${digest} is not in the data folder`, { cause });
      });
      return createReadStream(path);
    },
    async verify(digest, signal) {
      const hash = createHash('sha256');
      try {
        for await (const block of createReadStream(pathOf(digest), { signal })) hash.update(block);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return 'missing';
        throw error;
      }
      return hash.digest('hex') === digestHex(digest) ? 'intact' : 'changed';
    },
  };
}

interface PutRequest {
  readonly file: string;
  readonly name: string;
  readonly stepId: string;
  readonly mask: Mask;
}

async function put(root: string, pathOf: (digest: Digest) => string, request: PutRequest): Promise<ArtifactRef> {
  const source = await openRegular(request.file);
  const folder = join(root, 'incoming');
  const temporary = join(folder, randomUUID());
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = await open(temporary, 'wx', 0o600);
    let content: Content;
    try {
      content = await copyMasked(source, target, request);
      await target.sync();
    } finally {
      await target.close();
    }
    await place(temporary, pathOf(content.digest), content.size);
    const { name, stepId } = request;
    const mediaType = mediaTypeOf(name, content.start, content.isText);
    return { name, digest: content.digest, mediaType, size: content.size, stepId };
  } finally {
    await source.close();
    await rm(temporary, { force: true });
  }
}

async function openRegular(file: string): Promise<FileHandle> {
  // Not blocking, so that a pipe nobody writes to does not hang.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new AppError('artifact.unreadable', `${file} cannot be read`, { cause });
  });
  const info = await handle.stat();
  if (info.isFile()) return handle;
  await handle.close();
  throw new AppError('artifact.unreadable', `${file} is not a regular file`);
}

interface Content {
  readonly digest: Digest;
  readonly size: number;
  readonly start: Buffer;
  readonly isText: boolean;
}

/** Copies what the mask lets through: also of a file that is refused at the end, no secret reaches the disk. */
async function copyMasked(source: FileHandle, target: FileHandle, { file, mask }: PutRequest): Promise<Content> {
  const hash = createHash('sha256');
  const stream = mask.stream();
  const check = new TextCheck();
  let start = Buffer.alloc(0);
  let size = 0;
  const take = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    if (start.length < START_BYTES) start = Buffer.concat([start, bytes.subarray(0, START_BYTES)]);
    size += bytes.length;
    await writeAll(target, bytes);
  };
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (;;) {
    const { bytesRead } = await source.read(block, 0, block.length, null).catch((cause: unknown) => {
      throw new AppError('artifact.unreadable', `${file} cannot be read`, { cause });
    });
    if (bytesRead === 0) break;
    const bytes = block.subarray(0, bytesRead);
    check.add(bytes);
    await take(stream.write(bytes));
  }
  await take(stream.end());
  const isText = check.end();
  if (stream.redactions > 0 && !isText) {
    throw new AppError('artifact.secret', `${file} holds a secret and is no text that could be masked`, {
      hint: 'leave the secret out of the file, or do not keep it as an artifact',
    });
  }
  return { digest: `sha256:${hash.digest('hex')}` as Digest, size, start, isText };
}

async function writeAll(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await target.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}

/** Content that stands already stays, unless it was cut short. */
async function place(temporary: string, path: string, size: number): Promise<void> {
  const known = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (known?.size === size) return;
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(temporary, path);
  await syncFolder(folder);
}
