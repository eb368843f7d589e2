import { open, stat } from 'node:fs/promises';
import type { ArtifactDesk } from '#main/api/ports/artifact-desk.ts';
import type { ArtifactVerification, FileArtifactStore } from '#main/store/artifacts/artifact-store.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';
import type { Digest } from '#shared/lib/digest.ts';

/** Contents whose last verification is remembered. */
const MOST_KNOWN = 200;

export function openArtifactDesk(artifacts: FileArtifactStore): ArtifactDesk {
  const known = new Map<Digest, { readonly mark: string; readonly status: ArtifactVerification }>();
  return {
    read(digest, range) {
      const gone = (cause: unknown): AppError =>
        new AppError('artifact.gone', `the content ${digest} is not in the data folder`, {
          hint: 'restore the artifacts folder from a backup',
          cause,
        });
      return readRange(artifacts.path(digest), range, gone);
    },
    async verify(digest, { again, signal }) {
      const path = artifacts.path(digest);
      const mark = await markOf(path);
      const last = known.get(digest);
      if (!again && last !== undefined && last.mark === mark) return last.status;
      const status = await artifacts.verify(digest, signal);
      known.delete(digest);
      // A file that was changed meanwhile was not read as it is now.
      if (mark === undefined || (await markOf(path)) !== mark) return status;
      known.set(digest, { mark, status });
      for (const oldest of known.keys()) {
        if (known.size <= MOST_KNOWN) break;
        known.delete(oldest);
      }
      return status;
    },
  };
}

/** What is another one when a file is written or replaced; `undefined` where there is none. */
async function markOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Bytes of a file from an offset on, fewer at its end; `gone` makes the error for a file that is not there. */
export async function readRange(
  path: string,
  { offset, maxBytes }: { readonly offset: number; readonly maxBytes: number },
  gone: (cause: unknown) => AppError,
): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw errorCode(error) === 'ENOENT' ? gone(error) : error;
  });
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, Math.min(maxBytes, size - offset)));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, offset + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: bytes.subarray(0, length), size };
  } finally {
    await file.close();
  }
}
