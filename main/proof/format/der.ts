// The little of ASN.1 DER that RFC 3161 needs.

export const TAG = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  generalizedTime: 0x18,
  boolean: 0x01,
} as const;

/** One value: its tag, its content, and all of its bytes. */
export interface DerNode {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Encodes one value from the bytes of its content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

/** Encodes a non-negative integer, most significant byte first. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = first < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first));
  return der(TAG.integer, (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** Encodes an object identifier in dotted form. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part % 128];
    for (let value = Math.floor(part / 128); value > 0; value = Math.floor(value / 128))
      digits.unshift((value % 128) | 0x80);
    bytes.push(...digits);
  }
  return der(TAG.oid, Buffer.from(bytes));
}

/** Reads the values that follow one another in some bytes. Throws a RangeError on anything that is not DER. */
export function derNodes(bytes: Buffer): readonly DerNode[] {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1];
    let start = at + 2;
    if (length === undefined || (tag & 0x1f) === 0x1f) throw new RangeError('not DER');
    if (length >= 0x80) {
      const digits = length & 0x7f;
      if (digits === 0 || digits > 4 || start + digits > bytes.length) throw new RangeError('not DER');
      length = bytes.readUIntBE(start, digits);
      start += digits;
    }
    const end = start + length;
    if (end > bytes.length) throw new RangeError('not DER: it ends too early');
    nodes.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return nodes;
}

/** The one value that some bytes are. */
export function derNode(bytes: Buffer): DerNode {
  const [node, ...more] = derNodes(bytes);
  if (node === undefined || more.length > 0) throw new RangeError('not one DER value');
  return node;
}

/** The values inside a value. */
export function children(node: DerNode): readonly DerNode[] {
  return derNodes(node.content);
}

/** The value at a place inside a value. Throws a RangeError when there is none, or one of another tag. */
export function childAt(node: DerNode, index: number, tag?: number): DerNode {
  const child = children(node)[index];
  if (child === undefined || (tag !== undefined && child.tag !== tag)) throw new RangeError('DER of another form');
  return child;
}

/** The dotted form of an object identifier. */
export function oidOf(node: DerNode): string {
  if (node.tag !== TAG.oid) throw new RangeError('DER of another form: no identifier');
  const parts: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = parts;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}
