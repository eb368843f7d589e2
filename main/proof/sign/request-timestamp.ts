import { randomBytes, type X509Certificate } from 'node:crypto';
import { AppError } from '#shared/lib/app-error.ts';
import { openTimestamp } from '../format/timestamp-reply.ts';
import { timestampRequest } from '../format/timestamp-request.ts';

/** Sends a request (`application/timestamp-query`) to a timestamp authority and returns its reply. */
export type PostTimestamp = (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;

/** A timestamp (RFC 3161) over some bytes, checked. Throws AppError `timestamp.*`. */
export async function requestTimestamp(
  data: Uint8Array,
  post: PostTimestamp,
  options: { readonly signal: AbortSignal; readonly authorities?: readonly X509Certificate[] },
): Promise<Buffer> {
  const nonce = randomBytes(8);
  let reply: Uint8Array;
  try {
    reply = await post(timestampRequest(data, nonce), options.signal);
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new AppError('timestamp.unreachable', 'the timestamp authority did not answer', { cause });
  }
  const authorities = options.authorities ?? [];
  const opened = openTimestamp(reply, data, authorities, nonce);
  if ('rule' in opened) {
    throw new AppError(opened.rule, 'the reply of the timestamp authority does not hold', {
      details: { rule: opened.rule },
    });
  }
  if (authorities.length > 0 && !opened.isTrusted) {
    throw new AppError('timestamp.untrusted', `the timestamp is of ${opened.authority}, which is not trusted`);
  }
  return Buffer.from(reply);
}
