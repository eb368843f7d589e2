/** Tells whether bytes that come in pieces are text: valid UTF-8 without a NUL. */
export class TextCheck {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isText = true;

  add(bytes: Uint8Array): void {
    if (this.#isText) this.#isText = !bytes.includes(0) && this.#decodes(bytes, true);
  }

  /** The verdict, once nothing more comes. */
  end(): boolean {
    return this.#isText && this.#decodes(new Uint8Array(0), false);
  }

  #decodes(bytes: Uint8Array, stream: boolean): boolean {
    try {
      this.#decoder.decode(bytes, { stream });
      return true;
    } catch {
      // The decoder is fatal: this is its answer that the bytes are not UTF-8.
      return false;
    }
  }
}
