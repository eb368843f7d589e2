import type { Digest } from '#shared/lib/digest.ts';
import { readBlocks } from './content.ts';

/** A file that is saved, with what says how far it got. */
export interface SaveOrder {
  readonly digest: Digest;
  readonly size: number;
  readonly name: string;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Fetches a content and hands it to the browser as a download; on the desktop a person is asked where it goes. */
export async function saveFile({ digest, size, name, onProgress, signal }: SaveOrder): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of readBlocks(digest, size, signal)) {
    parts.push(part);
    bytes += part.length;
    onProgress(bytes / size);
  }
  // As bytes: no browser shows it in place of the page, whatever is in it.
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // It is read after this turn; a minute is enough for any.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
