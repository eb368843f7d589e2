import { TransformStream } from 'node:stream/web';
import { MESSAGE_LIMIT, tooLarge } from './message-lines.ts';

const NEWLINE = 10;
const RETURN = 13;

/** Passes bytes on, and fails with `mcp.too-large` when one event of a stream, or a whole body, is longer than the limit. */
export function boundedBody(kind: 'events' | 'whole', onTooLarge: (error: Error) => void): TransformStream<Uint8Array> {
  let held = 0;
  let isLineEmpty = true;
  return new TransformStream<Uint8Array>({
    transform(chunk, controller) {
      if (kind === 'events') {
        for (const byte of chunk) {
          held += 1;
          if (byte === NEWLINE) {
            // An empty line ends an event.
            if (isLineEmpty) held = 0;
            isLineEmpty = true;
          } else if (byte !== RETURN) isLineEmpty = false;
        }
      } else held += chunk.length;
      if (held > MESSAGE_LIMIT) {
        const error = tooLarge(MESSAGE_LIMIT);
        onTooLarge(error);
        controller.error(error);
        return;
      }
      controller.enqueue(chunk);
    },
  });
}
