import { client } from '#renderer/client/client.ts';

const CHUNK = 4_194_304;

/** Fetches a bundle piece by piece and hands it to the browser as a download. */
export async function downloadBundle(
  exportId: string,
  fileName: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (;;) {
    const { base64, size } = await client.proofs.read({ exportId, offset, maxBytes: CHUNK }, { signal });
    const part = bytesOf(base64);
    parts.push(part);
    offset += part.length;
    onProgress(size === 0 ? 1 : offset / size);
    if (offset >= size || part.length === 0) break;
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads it after this turn; a minute is enough for any.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
