/** Characters of a line that are kept while its end has not come; the rest of it is left out. */
const LONGEST = 16 * 1024;

/** Takes text in pieces and gives whole lines, of a long one its beginning. */
export class TextLines {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #isSkipping = false;

  add(chunk: Uint8Array): readonly string[] {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#isSkipping) {
      if (lines.length === 0) this.#rest = '';
      else this.#isSkipping = false;
      lines.shift();
    }
    if (this.#rest.length > LONGEST) {
      lines.push(this.#rest);
      this.#rest = '';
      this.#isSkipping = true;
    }
    return lines;
  }
}
