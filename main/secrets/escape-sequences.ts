// What a terminal does not show: escape sequences (ECMA-48), carriage returns and line feeds. A secret that is wrapped,
// coloured or sent through a terminal is matched as if they were not there.

/** Parser states; `GROUND` is outside of any sequence. */
export const GROUND = 0;
const ESCAPE = 1;
const INTERMEDIATE = 2;
const CONTROL = 3;
const STRING = 4;

/** Answer of `nextEscape` for a byte that a terminal shows; the parser is in `GROUND` then. */
export const VISIBLE = -1;

export const ESC = 0x1b;
export const CR = 0x0d;
export const LF = 0x0a;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;

/** The state after one byte that is not shown, or `VISIBLE`. */
export function nextEscape(state: number, byte: number): number {
  if (byte === ESC) return ESCAPE;
  // A line break never stands inside a sequence that a terminal would still understand.
  if (byte === CR || byte === LF) return GROUND;
  switch (state) {
    case ESCAPE:
      if (byte === 0x5b) return CONTROL;
      // OSC, DCS, SOS, PM, APC: a string up to BEL or ESC \.
      if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return STRING;
      if (byte >= 0x20 && byte <= 0x2f) return INTERMEDIATE;
      return byte >= 0x30 && byte <= 0x7e ? GROUND : VISIBLE;
    case INTERMEDIATE:
      if (byte >= 0x20 && byte <= 0x2f) return INTERMEDIATE;
      return byte >= 0x30 && byte <= 0x7e ? GROUND : VISIBLE;
    case CONTROL:
      if (byte >= 0x20 && byte <= 0x3f) return CONTROL;
      return byte >= 0x40 && byte <= 0x7e ? GROUND : VISIBLE;
    case STRING:
      return byte === BEL || byte === CAN || byte === SUB ? GROUND : STRING;
    default:
      return VISIBLE;
  }
}

/** The bytes that a terminal shows. */
export function visibleBytes(bytes: Uint8Array): Uint8Array {
  const visible = new Uint8Array(bytes.length);
  let length = 0;
  let state = GROUND;
  for (const byte of bytes) {
    const next = nextEscape(state, byte);
    if (next === VISIBLE) {
      visible[length] = byte;
      length += 1;
      state = GROUND;
    } else {
      state = next;
    }
  }
  return visible.subarray(0, length);
}
