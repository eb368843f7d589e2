import type { PostTimestamp } from '#main/proof/sign/request-timestamp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { usageError } from './usage-error.ts';

const DEADLINE_MS = 30_000;
/** A reply with a chain of certificates has some thousand bytes. */
const LARGEST_REPLY = 1 << 20;

/** Asks the timestamp authority (RFC 3161 over HTTP) at a URL. */
export function timestampPoster(url: string): PostTimestamp {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw usageError(`not a URL of a timestamp authority: ${url}`, 'give an http or https URL');
  }
  return async (request, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Buffer.from(request),
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    if (!response.ok) throw new AppError('timestamp.refused', `the timestamp authority answers ${response.status}`);
    const blocks: Uint8Array[] = [];
    let size = 0;
    for await (const block of response.body ?? []) {
      blocks.push(block);
      size += block.length;
      if (size > LARGEST_REPLY) throw new AppError('timestamp.too-long', 'the reply of the authority is too long');
    }
    return Buffer.concat(blocks);
  };
}
