import { client } from '#renderer/client/client.ts';
import { useAnswer } from '#renderer/client/query.ts';
import type { Digest } from '#shared/lib/digest.ts';

const BLOCK = 1_048_576;

/** Bytes of a content from an offset on; fewer at its end. */
export async function readBytes(
  digest: Digest,
  offset: number,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { base64 } = await client.artifacts.read({ digest, offset, maxBytes }, { signal });
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A content piece by piece, in order. */
export async function* readBlocks(
  digest: Digest,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let offset = 0; offset < size; ) {
    const bytes = await readBytes(digest, offset, Math.min(BLOCK, size - offset), signal);
    if (bytes.length === 0) throw new Error(`the file is shorter than the ${size} bytes that were recorded`);
    offset += bytes.length;
    yield bytes;
  }
}

/** A whole content, for what cannot be shown in pieces; nothing is asked while there is none. */
export function useWhole(digest: Digest | null, size: number) {
  return useAnswer(
    digest === null ? null : ['content', digest, 'whole'],
    async (signal) => {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for await (const bytes of readBlocks(digest as Digest, size, signal)) parts.push(bytes);
      return new Blob(parts);
    },
    { staleTime: Number.POSITIVE_INFINITY },
  );
}

/** The text of a whole content. */
export function useWholeText(digest: Digest | null, size: number) {
  return useAnswer(
    digest === null ? null : ['content', digest, 'text'],
    async (signal) => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const bytes of readBlocks(digest as Digest, size, signal)) {
        text += decoder.decode(bytes, { stream: true });
      }
      return text + decoder.decode();
    },
    { staleTime: Number.POSITIVE_INFINITY },
  );
}
