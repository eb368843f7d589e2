import { AppError } from '#shared/lib/app-error.ts';

/** Most bytes of one message of a server, on any transport. */
export const MESSAGE_LIMIT = 64 * 1024 * 1024;

const NEWLINE = 10;

/** A message was longer than what is taken. */
export function tooLarge(limit: number): AppError {
  return new AppError(
    'mcp.too-large',
    `the server sent a message of more than ${Math.floor(limit / 1024 / 1024)} MiB`,
    {
      hint: 'ask the tool for less at a time',
    },
  );
}

/** Cuts bytes that arrive in pieces into lines, and never holds more than one line of the limit. */
export class MessageLines {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that are whole now, without their ends. Throws AppError `mcp.too-large`; then it holds nothing any more. */
  add(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return lines;
  }

  #hold(piece: Buffer): void {
    this.#held += piece.length;
    this.#chunks.push(piece);
    if (this.#held <= this.#limit) return;
    this.#chunks = [];
    this.#held = 0;
    throw tooLarge(this.#limit);
  }

  #take(): string {
    const [first] = this.#chunks;
    const line = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#held);
    this.#chunks = [];
    this.#held = 0;
    const text = line.toString('utf8');
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}
