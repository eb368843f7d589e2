/** No browser draws an element much higher than 30 million pixels: longer contents are scrolled in a smaller scale. */
export const MOST_PIXELS = 12_000_000;

/** A window onto rows of equal height. */
export interface RowsInView {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what is in sight, pixels. */
  readonly viewport: number;
}

/** Height of the scrolled content, pixels. */
export function scrollHeight({ count, rowHeight }: RowsInView): number {
  return Math.min(MOST_PIXELS, count * rowHeight);
}

/** The row at the upper edge, with its fraction, for a scroll position. */
export function rowAtScroll(view: RowsInView, scrollTop: number): number {
  const far = farthest(view);
  return far.pixels === 0 ? 0 : (Math.min(scrollTop, far.pixels) / far.pixels) * far.row;
}

/** The scroll position that brings a row to the upper edge, or as near as it gets. */
export function scrollToRow(view: RowsInView, row: number): number {
  const far = farthest(view);
  return far.row === 0 ? 0 : (Math.min(Math.max(0, row), far.row) / far.row) * far.pixels;
}

function farthest(view: RowsInView): { readonly pixels: number; readonly row: number } {
  return {
    pixels: Math.max(0, scrollHeight(view) - view.viewport),
    row: Math.max(0, view.count - view.viewport / view.rowHeight),
  };
}
