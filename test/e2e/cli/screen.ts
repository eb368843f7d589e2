/** What a terminal shows: enough of one for text, line breaks, cursor-up, erase-below and colours. */
export class Screen {
  readonly #columns: number;
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The lines, without blanks at their ends and without empty ones at the end. */
  get lines(): readonly string[] {
    return this.#lines
      .join('\n')
      .replaceAll(/[ \t]+$/gm, '')
      .trimEnd()
      .split('\n');
  }

  write(text: string): void {
    for (const [token] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  #take(token: string): void {
    if (token === '\n') this.#newLine();
    else if (token === '\r') this.#column = 0;
    else if (token.startsWith('\u001b')) this.#control(token);
    else this.#put(token);
  }

  #newLine(): void {
    this.#row += 1;
    if (this.#row === this.#lines.length) this.#lines.push('');
  }

  #control(token: string): void {
    const [, count = '', name] = /^\u001b\[(\d*)([AJ])$/.exec(token) ?? [];
    if (name === 'A') this.#row = Math.max(0, this.#row - Number(count || 1));
    if (name !== 'J') return;
    this.#lines.length = this.#row + 1;
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
  }

  #put(character: string): void {
    if (this.#column === this.#columns) {
      this.#newLine();
      this.#column = 0;
    }
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }
}
