import { isUtf8 } from 'node:buffer';

// Output is kept as JSON text and must come back byte for byte, so bytes that are not UTF-8 travel as lone surrogates:
// byte 0x80..0xff as U+DC80..U+DCFF, which no valid UTF-8 decodes to ("surrogateescape"). In the file they stand as
// `\udc80`..`\udcff`.

export const LF = 0x0a;
const ESCAPE = 0xdc00;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX = Buffer.from('0123456789abcdef', 'latin1');
/** By byte: 0 for itself, 1 for \u00XX, else the letter after the backslash. */
const ESCAPES = new Uint8Array(256).fill(1, 0, 0x20);
for (const [character, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\']) {
  ESCAPES[(character as string).charCodeAt(0)] = (letter as string).charCodeAt(0);
}

/** The JSON string that stands for the bytes. */
export function jsonText(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? Buffer.from(JSON.stringify(bytes.toString('utf8')), 'utf8') : escapedJson(bytes);
}

function escapedJson(bytes: Buffer): Buffer {
  const length = bytes.length;
  const out = Buffer.allocUnsafe(length * 6 + 2);
  out[0] = QUOTE;
  let at = 1;
  for (let i = 0; i < length; ) {
    const byte = bytes[i] as number;
    if (byte < 0x80) {
      const escape = ESCAPES[byte] as number;
      if (escape === 0) {
        out[at] = byte;
        at += 1;
      } else if (escape === 1) {
        at = writeUnit(out, at, byte);
      } else {
        out[at] = BACKSLASH;
        out[at + 1] = escape;
        at += 2;
      }
      i += 1;
      continue;
    }
    const size = sequenceAt(bytes, i);
    if (size === 0) {
      at = writeUnit(out, at, ESCAPE + byte);
      i += 1;
    } else {
      for (const end = i + size; i < end; i += 1) {
        out[at] = bytes[i] as number;
        at += 1;
      }
    }
  }
  out[at] = QUOTE;
  return out.subarray(0, at + 1);
}

/** `\uXXXX` */
function writeUnit(out: Buffer, at: number, unit: number): number {
  out[at] = BACKSLASH;
  out[at + 1] = 0x75;
  for (let k = 0; k < 4; k += 1) out[at + 2 + k] = HEX[(unit >> (12 - 4 * k)) & 0xf] as number;
  return at + 6;
}

/** The bytes that a string stands for that was read from such JSON. */
export function bytesOf(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(text, 'utf8') : escapedBytes(text);
}

function escapedBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[length] = unit;
      length += 1;
    } else if (unit >= ESCAPE + 0x80 && unit <= ESCAPE + 0xff) {
      bytes[length] = unit - ESCAPE;
      length += 1;
    } else {
      const point = text.codePointAt(i) as number;
      length += bytes.write(String.fromCodePoint(point), length, 'utf8');
      if (point > 0xffff) i += 1;
    }
  }
  return bytes.subarray(0, length);
}

/** How many bytes at the end may be the beginning of a UTF-8 sequence that is not complete. */
export function incompleteTail(bytes: Buffer, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the sequence that a byte leads, 1 for a byte that leads none. */
function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Bytes of the valid sequence beyond ASCII that stands at `at`, 0 when none does. */
function sequenceAt(bytes: Buffer, at: number): number {
  const lead = bytes[at] as number;
  const size = sequenceLength(lead);
  if (size === 1 || at + size > bytes.length) return 0;
  const second = bytes[at + 1] as number;
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  for (let k = 1; k < size; k += 1) if (((bytes[at + k] as number) & 0xc0) !== 0x80) return 0;
  return size;
}

/** How many line feeds there are. */
export function countFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}
