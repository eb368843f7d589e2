import { createHash } from 'node:crypto';

const LF = 0x0a;
/** The largest event of a recording, every byte of it escaped, is smaller. */
const LONGEST_LINE = 1 << 20;

/**
 * The output of a recording (asciicast v2), decoded while the file is read. Bytes that are not UTF-8 stand there as lone
 * surrogates U+DC80 to U+DCFF. A last line without its end was torn off, and says nothing.
 */
export class CastOutput {
  readonly #hash = createHash('sha256');
  #rest: Buffer = Buffer.alloc(0);
  #isHeader = true;
  #isBroken = false;

  /** The bytes are not kept. */
  add(block: Buffer): void {
    let begin = 0;
    for (let end = block.indexOf(LF); end >= 0 && !this.#isBroken; end = block.indexOf(LF, begin)) {
      const line = block.subarray(begin, end);
      this.#line(this.#rest.length === 0 ? line : Buffer.concat([this.#rest, line]));
      this.#rest = Buffer.alloc(0);
      begin = end + 1;
    }
    if (this.#isBroken) return;
    this.#rest = Buffer.concat([this.#rest, block.subarray(begin)]);
    if (this.#rest.length > LONGEST_LINE) this.#isBroken = true;
  }

  /** sha256 of the output as hex; `undefined` for what is no recording. */
  sha256(): string | undefined {
    return this.#isBroken || this.#isHeader ? undefined : this.#hash.digest('hex');
  }

  #line(line: Buffer): void {
    const value = parsed(line);
    if (this.#isHeader) {
      this.#isHeader = false;
      this.#isBroken = typeof value !== 'object' || value === null || !('version' in value) || value.version !== 2;
      return;
    }
    const [time, code, data] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (typeof time !== 'number' || typeof code !== 'string' || typeof data !== 'string') this.#isBroken = true;
    else if (code === 'o') this.#hash.update(bytesOf(data));
  }
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    // Not JSON: no line of a recording.
    return undefined;
  }
}

function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts = Array.from(text, (character) => {
    const unit = character.charCodeAt(0);
    return character.length === 1 && unit >= 0xdc80 && unit <= 0xdcff
      ? Buffer.from([unit - 0xdc00])
      : Buffer.from(character);
  });
  return Buffer.concat(parts);
}
