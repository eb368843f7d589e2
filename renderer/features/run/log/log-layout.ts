/** A recording in the log of a run: its header, and under it, when it is unfolded, its rows. */
export interface SectionSize {
  readonly open: boolean;
  readonly rows: number;
}

/** Where a section stands in the whole log, in px. */
export interface PlacedSection {
  readonly index: number;
  readonly top: number;
  readonly bodyTop: number;
  readonly bodyHeight: number;
}

/** A section that can be seen. `headerTop` sticks to the upper edge while its body passes. */
export interface VisibleSection extends PlacedSection {
  /** px from the upper edge of the view. */
  readonly headerTop: number;
}

export const HEADER_HEIGHT = 28;
/** A browser cannot scroll an element of any height. Above this the scroll bar stands for more than it measures. */
export const MAX_SPACER = 8_000_000;

/** The geometry of a log of any length: no element stands for what cannot be seen. */
export class LogLayout {
  readonly height: number;
  readonly rowHeight: number;
  readonly #sizes: readonly SectionSize[];
  readonly #tops: Float64Array;

  constructor(sizes: readonly SectionSize[], rowHeight: number) {
    this.rowHeight = rowHeight;
    this.#sizes = sizes;
    this.#tops = new Float64Array(sizes.length + 1);
    let top = 0;
    sizes.forEach((size, index) => {
      this.#tops[index] = top;
      top += HEADER_HEIGHT + bodyHeight(size, rowHeight);
    });
    this.#tops[sizes.length] = top;
    this.height = top;
  }

  place(index: number): PlacedSection {
    const top = this.#tops[index] ?? this.height;
    const size = this.#sizes[index];
    return {
      index,
      top,
      bodyTop: top + HEADER_HEIGHT,
      bodyHeight: size === undefined ? 0 : bodyHeight(size, this.rowHeight),
    };
  }

  /** The section at a place of the whole log. */
  indexAt(y: number): number {
    let low = 0;
    let high = this.#sizes.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Sections of which something can be seen, from the upper edge on. */
  visible(top: number, viewHeight: number): readonly VisibleSection[] {
    const found: VisibleSection[] = [];
    if (this.#sizes.length === 0) return found;
    for (let index = this.indexAt(top); index < this.#sizes.length; index += 1) {
      const placed = this.place(index);
      if (placed.top >= top + viewHeight) break;
      const end = placed.bodyTop + placed.bodyHeight;
      const natural = placed.top - top;
      const headerTop = natural >= 0 ? natural : Math.min(0, end - HEADER_HEIGHT - top);
      found.push({ ...placed, headerTop });
    }
    return found;
  }
}

function bodyHeight(size: SectionSize, rowHeight: number): number {
  return size.open ? size.rows * rowHeight : 0;
}

/** How the scroll bar stands for the log: its height in px, and how many px of the log one of its px is. */
export function scrollScale(height: number, viewHeight: number): { readonly spacer: number; readonly pxPerPx: number } {
  if (height <= MAX_SPACER) return { spacer: height, pxPerPx: 1 };
  const scrollable = Math.max(1, MAX_SPACER - viewHeight);
  return { spacer: MAX_SPACER, pxPerPx: (height - viewHeight) / scrollable };
}

/** The lines to load around one, all of them within the log. */
export function windowAround(
  line: number,
  total: number,
  size: number,
): { readonly from: number; readonly count: number } {
  const from = Math.max(0, Math.min(line - Math.floor(size / 2), total - size));
  return { from, count: Math.max(0, Math.min(size, total - from)) };
}
