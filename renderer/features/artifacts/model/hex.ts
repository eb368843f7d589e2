export const BYTES_PER_ROW = 16;

/** One row of bytes as it is read by people. */
export interface HexRow {
  /** `000001f0` */
  readonly offset: string;
  /** Two groups of eight: `7f 45 4c 46 …`. */
  readonly hex: string;
  /** Printable ASCII, a dot for the rest. */
  readonly text: string;
}

/** Rows that a content of so many bytes takes. */
export function hexRows(size: number): number {
  return Math.ceil(size / BYTES_PER_ROW);
}

/** The row that begins at an offset, from its bytes. */
export function hexRow(offset: number, bytes: Uint8Array): HexRow {
  const pairs = Array.from({ length: BYTES_PER_ROW }, (_, at) => {
    const byte = bytes[at];
    return byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
  });
  const half = BYTES_PER_ROW / 2;
  return {
    offset: offset.toString(16).padStart(8, '0'),
    hex: `${pairs.slice(0, half).join(' ')}  ${pairs.slice(half).join(' ')}`,
    text: Array.from(bytes.subarray(0, BYTES_PER_ROW), printable).join(''),
  };
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
