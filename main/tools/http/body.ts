import { pipeline, Readable, type Transform } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { AppError } from '#shared/lib/app-error.ts';

/** Most bytes of a body that are kept, counted after decompression. */
export const BODY_LIMIT = 8 * 1024 * 1024;
const MOST_ENCODINGS = 3;

/** Bytes of a body, as far as they are kept. */
export interface Body {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/**
 * Reads a body to its end or to the limit, whatever comes first; nothing past the limit is even decompressed, so a
 * compression bomb costs no more than the limit.
 */
export async function readBody(source: Readable, encoding: string | undefined): Promise<Body> {
  const names = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > MOST_ENCODINGS) throw new AppError('http.protocol', 'the body has too many content encodings');
  const chunks: Buffer[] = [];
  let size = 0;
  // The name that stands last was applied last.
  const plain = names.reduceRight<AsyncIterable<Buffer>>(decoded, source as AsyncIterable<Buffer>);
  try {
    for await (const chunk of plain) {
      const room = BODY_LIMIT - size;
      if (chunk.length > room) {
        chunks.push(chunk.subarray(0, room));
        return { bytes: Buffer.concat(chunks), truncated: true };
      }
      chunks.push(chunk);
      size += chunk.length;
    }
    return { bytes: Buffer.concat(chunks), truncated: false };
  } finally {
    // The reading is over: what an abandoned rest still has to say changes nothing.
    source.on('error', () => {}).destroy();
  }
}

async function* decoded(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  // An empty body may carry an encoding: there is nothing to decode.
  if (first.done === true) return;
  const decoder = decoderOf(name, first.value);
  const packed = async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  // Its failure ends the decoder with the same error, which the loop below throws.
  pipeline(Readable.from(packed(), { objectMode: false }), decoder, () => {});
  yield* decoder as AsyncIterable<Buffer>;
}

function decoderOf(name: string, first: Buffer): Transform {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      // Some servers send raw deflate; a zlib header has 8 in its low bits.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new AppError('http.protocol', `the body has a content encoding that is not known: ${name.slice(0, 40)}`);
  }
}

/** Text of a body by the charset of its content type; UTF-8 where it names none that is known. */
export function bodyText(body: Body, contentType: string | undefined): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
  return decoderFor(charset).decode(body.bytes, { stream: body.truncated }).toWellFormed();
}

function decoderFor(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8');
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder('utf-8');
    throw error;
  }
}
