/** The last bytes of an output. */
export class OutputTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #held = 0;
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Uint8Array): void {
    this.#total += chunk.length;
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    this.#held += chunk.length;
    if (this.#held > 2 * this.#limit || this.#chunks.length > 1024) this.#compact();
  }

  /** How many bytes came in all. */
  get total(): number {
    return this.#total;
  }

  get truncated(): boolean {
    return this.#total > this.#limit;
  }

  bytes(): Buffer {
    this.#compact();
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** As UTF-8; a character that the cut split is left out. */
  text(): string {
    const bytes = this.bytes();
    let start = 0;
    if (this.truncated) while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return bytes.toString('utf8', start);
  }

  #compact(): void {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#held);
    if (all === undefined) return;
    // A copy, so that a short tail does not keep a large buffer alive.
    const kept = all.length > this.#limit ? Buffer.from(all.subarray(all.length - this.#limit)) : all;
    this.#chunks = [kept];
    this.#held = kept.length;
  }
}

/** What is kept of an output: all of it up to the limit, else its first and its last half of the limit. */
export interface KeptOutput {
  readonly bytes: Buffer;
  /** Bytes that came in all. */
  readonly total: number;
  /** Something between head and tail is missing. */
  readonly truncated: boolean;
}

/** Collects an output into a KeptOutput. */
export class OutputKeeper {
  readonly #headLimit: number;
  readonly #head: Uint8Array[] = [];
  #headBytes = 0;
  readonly #tail: OutputTail;

  constructor(limit: number) {
    this.#headLimit = Math.ceil(limit / 2);
    this.#tail = new OutputTail(Math.floor(limit / 2));
  }

  add(chunk: Uint8Array): void {
    const room = this.#headLimit - this.#headBytes;
    if (room <= 0) {
      this.#tail.add(chunk);
      return;
    }
    const head = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#head.push(head);
    this.#headBytes += head.length;
    if (head.length < chunk.length) this.#tail.add(chunk.subarray(room));
  }

  kept(): KeptOutput {
    const total = this.#headBytes + this.#tail.total;
    const bytes = Buffer.concat(this.#tail.total === 0 ? this.#head : [...this.#head, this.#tail.bytes()]);
    return { bytes, total, truncated: this.#tail.truncated };
  }
}
