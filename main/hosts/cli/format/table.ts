import { padText, plainLine, textWidth, truncateText } from './text-width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Most cells; the last column takes what is left of the line. */
  readonly most?: number;
}

const GAP = '  ';

/** Rows under their titles, each column as wide as its widest value. `width`: cells of a line, `undefined` for no limit. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number | undefined): string {
  const cells = rows.map((row) => columns.map((column) => fit(plainLine(column.value(row)), column.most)));
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...cells].map((line) => textWidth(line[index] ?? ''))));
  return [titles, ...cells]
    .map((line) => {
      const text = line
        .map((cell, index) => (index === line.length - 1 ? cell : padText(cell, widths[index] ?? 0)))
        .join(GAP);
      return `${(width === undefined ? text : truncateText(text, width)).trimEnd()}\n`;
    })
    .join('');
}

function fit(text: string, most: number | undefined): string {
  return most === undefined ? text : truncateText(text, most);
}
