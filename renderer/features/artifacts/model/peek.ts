import { kindOf } from './file-kind.ts';
import { BYTES_PER_ROW, hexRow } from './hex.ts';
import { TextIndex } from './text-index.ts';

const MOST_ROWS = 8;
const MOST_BYTES = 2048;

/** The first rows of a content: of a text its lines, else its bytes. */
export function peekRows(
  file: { readonly name: string; readonly mediaType: string },
  start: Uint8Array,
): readonly string[] {
  const bytes = start.subarray(0, MOST_BYTES);
  if (kindOf(file) !== 'hex' && kindOf(file) !== 'image') {
    const index = new TextIndex();
    index.feed(bytes);
    return index
      .decode(0, bytes)
      .slice(0, MOST_ROWS)
      .map(({ text }) => text);
  }
  const rows = Math.min(MOST_ROWS, Math.ceil(bytes.length / BYTES_PER_ROW));
  return Array.from({ length: rows }, (_, at) => {
    const { hex } = hexRow(at * BYTES_PER_ROW, bytes.subarray(at * BYTES_PER_ROW, (at + 1) * BYTES_PER_ROW));
    return hex.slice(0, 23);
  });
}
