import { open } from 'node:fs/promises';
import type { ArtifactDesk } from '#main/api/ports/artifact-desk.ts';
import type { FileArtifactStore } from '#main/store/artifacts/artifact-store.ts';
import { AppError, errorCode } from '#shared/lib/app-error.ts';

export function openArtifactDesk(artifacts: FileArtifactStore): ArtifactDesk {
  return {
    read(digest, range) {
      const gone = (cause: unknown): AppError =>
        new AppError('artifact.gone', `the content ${digest} is not in the data folder`, {
          hint: 'restore the artifacts folder from a backup',
          cause,
        });
      return readRange(artifacts.path(digest), range, gone);
    },
    verify: (digest) => artifacts.verify(digest),
  };
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
