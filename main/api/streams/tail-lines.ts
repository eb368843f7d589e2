import type { TailLine } from '#shared/api/board.ts';
import type { RecordedPiece } from '../ports/log-tails.ts';

/** A line longer than this is cut. */
const LONGEST = 500;

/** Control sequences: CSI, OSC and other strings, two-character escapes; those that are cut off at the end as well. */
const SEQUENCE =
  // biome-ignore format: one alternative per kind
  /\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~]?)|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~]?)|[^\u001b\r\n\b]+|[\r\n\b]/gu;

/** The last lines of output as a terminal shows them: what was written over or erased is not there. */
export function tailLines(pieces: readonly RecordedPiece[], count: number): readonly TailLine[] {
  const lines: Line[] = [];
  let line = new Line();
  for (const { time, text } of pieces) {
    for (const [token, parameters = '', final = ''] of text.matchAll(SEQUENCE)) {
      if (token === '\n') {
        lines.push(line);
        if (lines.length > count) lines.shift();
        line = new Line();
      } else if (token === '\r') line.column = 0;
      else if (token === '\b') line.column = Math.max(0, line.column - 1);
      else if (final === 'K') line.erase(parameters);
      else if (!token.startsWith('\u001b')) line.write(token, time);
    }
  }
  if (line.text() !== '') lines.push(line);
  return lines.slice(-count).map((one) => ({ time: one.time, text: one.text() }));
}

class Line {
  time = 0;
  column = 0;
  #cells: string[] = [];

  write(token: string, time: number): void {
    if (this.#cells.length === 0) this.time = time;
    for (const character of token.replaceAll('\t', '    ').replaceAll(/\p{Control}/gu, '')) {
      if (this.column >= LONGEST) return;
      while (this.#cells.length < this.column) this.#cells.push(' ');
      this.#cells[this.column] = character;
      this.column += 1;
    }
  }

  erase(parameters: string): void {
    if (parameters === '2') this.#cells = [];
    else if (parameters === '1') this.#cells.fill(' ', 0, this.column + 1);
    else this.#cells.length = Math.min(this.#cells.length, this.column);
  }

  text(): string {
    return this.#cells.join('').trimEnd();
  }
}
