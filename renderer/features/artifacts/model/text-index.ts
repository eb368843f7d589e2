/** One row of a text: a line, or a further piece of a very long one. */
export interface TextRow {
  /** Number of the line, from 1 on; `null` where the row goes on with the line before. */
  readonly line: number | null;
  readonly text: string;
}

export const ROWS_PER_PAGE = 256;
/** A longer line goes on in the next row. */
const MOST_ROW_BYTES = 4096;
const LONGEST_CHARACTER = 4;
const NEWLINE = 10;

interface PageStart {
  readonly offset: number;
  /** Number of the line that its first row belongs to. */
  readonly line: number;
  readonly isContinued: boolean;
}

/** Where the rows of a text begin, found in one pass over its bytes: of a large text only this is kept. */
export class TextIndex {
  readonly #pages: PageStart[] = [];
  #rows = 0;
  #offset = 0;
  #rowBytes = 0;
  #line = 1;
  #isContinued = false;

  /** Rows found so far, the one that may still grow included. */
  get rows(): number {
    return this.#rows;
  }

  get lines(): number {
    return this.#rows === 0 ? 0 : this.#rowBytes === 0 ? this.#line - 1 : this.#line;
  }

  /** Bytes seen so far. */
  get bytes(): number {
    return this.#offset;
  }

  feed(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (breaksBefore(byte, this.#rowBytes)) {
        this.#rowBytes = 0;
        this.#isContinued = true;
      }
      if (this.#rowBytes === 0) this.#begin();
      this.#rowBytes += 1;
      this.#offset += 1;
      if (byte === NEWLINE) {
        this.#rowBytes = 0;
        this.#isContinued = false;
        this.#line += 1;
      }
    }
  }

  /** The bytes of a page of rows, its end excluded; undefined where there is none yet. */
  range(page: number): { readonly from: number; readonly to: number } | undefined {
    const start = this.#pages[page];
    return start && { from: start.offset, to: this.#pages[page + 1]?.offset ?? this.#offset };
  }

  /** The rows of a page from its bytes. */
  decode(page: number, bytes: Uint8Array): readonly TextRow[] {
    const start = this.#pages[page];
    return start === undefined ? [] : rowsOf(bytes, start.line, start.isContinued);
  }

  #begin(): void {
    if (this.#rows % ROWS_PER_PAGE === 0) {
      this.#pages.push({ offset: this.#offset, line: this.#line, isContinued: this.#isContinued });
    }
    this.#rows += 1;
  }
}

function rowsOf(bytes: Uint8Array, firstLine: number, isContinued: boolean): readonly TextRow[] {
  const decoder = new TextDecoder();
  const rows: TextRow[] = [];
  let from = 0;
  let line = firstLine;
  let continued = isContinued;
  const end = (to: number): void => {
    const text = decoder.decode(bytes.subarray(from, to));
    rows.push({ line: continued ? null : line, text: visible(text) });
    from = to;
  };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (breaksBefore(byte, at - from)) {
      end(at);
      continued = true;
    }
    if (byte === NEWLINE) {
      end(at + 1);
      continued = false;
      line += 1;
    }
  }
  if (from < bytes.length) end(bytes.length);
  return rows;
}

/** A row is broken between characters: bytes that continue one stay with it. */
function breaksBefore(byte: number, rowBytes: number): boolean {
  if (rowBytes < MOST_ROW_BYTES) return false;
  return (byte & 0xc0) !== 0x80 || rowBytes >= MOST_ROW_BYTES + LONGEST_CHARACTER;
}

/** Without its line end; signs that steer a terminal are shown, not obeyed. */
function visible(text: string): string {
  return text
    .replace(/\r?\n$/, '')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (sign) =>
      sign === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + sign.charCodeAt(0)),
    );
}
