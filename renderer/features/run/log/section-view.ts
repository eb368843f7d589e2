import type { IMarker } from '@xterm/xterm';
import { askAgain } from '#renderer/client/ask-again.ts';
import { client } from '#renderer/client/client.ts';
import { LogStream } from '#renderer/client/log-stream.ts';
import type { LogInfo } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { windowAround } from './log-layout.ts';
import { RowMap } from './row-map.ts';
import { SCROLLBACK, TerminalSurface } from './terminal-surface.ts';

/** A log up to this size is printed from its beginning; of a larger one only a window of lines. */
const WHOLE_BYTES = 1_500_000;
const WHOLE_LINES = 4000;
const WINDOW_LINES = 800;
const TAIL_LINES = 1000;
/** Output that waits to be shown beyond which a follower is taken to the end instead. */
const MOST_BEHIND = 8_000_000;

/** Least pause between a read that failed and the next, ms. */
const RETRY_MS = 1000;
const NO_LINES = { from: 0, to: 0 };

/** What a section tells about itself. */
export interface SectionEvents {
  /** What it shows or its height changed. */
  readonly onChange: () => void;
  /** The screen was drawn anew. */
  readonly onDraw: () => void;
  /** Lines that were not shown, to keep up with the output. */
  readonly onSkipped: (lines: number) => void;
  /** Why it could not be read; `null`: it was. */
  readonly onProblem: (error: unknown) => void;
}

/** A row of the screen: which line it belongs to, and its text. */
export interface ShownRow {
  /** Counted from 0. */
  readonly line: number;
  readonly continued: boolean;
  readonly text: string;
}

/** One recording in a terminal: all of it, its growing end, or a window of its lines. */
export class SectionView {
  readonly surface: TerminalSurface;
  readonly #runId: RunId;
  readonly #events: SectionEvents;
  #info: LogInfo;
  #mode: 'whole' | 'tail' | 'window';
  #map = new RowMap(0);
  #trimmed = 0;
  #marker: { readonly mark: IMarker; readonly row: number } | undefined;
  #isFull = false;
  #isScrolling = false;
  #hasPrinted = false;
  #lastRow = 0;
  #window: { readonly from: number; readonly to: number } = NO_LINES;
  #stream: LogStream | undefined;
  #job = new AbortController();
  #isLoading = false;
  /** When a read failed, ms since the page began; `undefined` when the last one did not. */
  #failedAt: number | undefined;
  #isFollowed = false;
  #top = 0;
  #height = 0;

  constructor(
    host: HTMLElement,
    options: {
      readonly runId: RunId;
      readonly info: LogInfo;
      readonly size: { readonly cols: number; readonly rows: number };
      readonly events: SectionEvents;
    },
  ) {
    this.#runId = options.runId;
    this.#info = options.info;
    this.#events = options.events;
    this.surface = new TerminalSurface(host, options.size);
    this.surface.terminal.onRender(() => this.#events.onDraw());
    this.surface.terminal.onScroll(() => this.#scrolled());
    this.surface.terminal.onLineFeed(() => this.#fed());
    const isSmall = options.info.bytes <= WHOLE_BYTES && options.info.lines <= WHOLE_LINES;
    this.#mode = isSmall ? 'whole' : 'tail';
    if (isSmall) void this.#print(0, 0);
  }

  /** Rows of its body: exact while the terminal has all of them, else one for each line. */
  get rows(): number {
    if (this.#mode === 'whole' && !this.#hasPrinted) return this.#info.lines;
    if (this.#mode === 'whole') return this.#lastRow + (this.#endsInRow() ? 1 : 0);
    return Math.max(this.#info.lines, this.#mode === 'tail' ? this.#map.lastLine + (this.#endsInRow() ? 1 : 0) : 0);
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** px that the terminal has to stand above or below the upper edge of what is shown. */
  get shift(): number {
    const { baseY, viewportY } = this.surface.terminal.buffer.active;
    const rowHeight = this.surface.cell.height;
    if (this.#mode === 'whole') return viewportY * rowHeight - this.#top;
    if (this.#isAtEnd()) {
      const used = Math.min(this.surface.terminal.rows, this.#lastRow - this.#trimmed + 1);
      return viewportY === baseY ? Math.min(0, this.#height - used * rowHeight) : 0;
    }
    const fraction = -(this.#top % rowHeight);
    const wanted = this.#wantedRow();
    return fraction + (viewportY - wanted) * rowHeight;
  }

  /** Takes the newest sizes of the recording. */
  update(info: LogInfo): void {
    this.#info = info;
  }

  /** Shows what stands `top` px below the beginning of its body. */
  show(top: number, height: number, isFollowed: boolean): void {
    this.#top = top;
    this.#height = height;
    this.#isFollowed = isFollowed;
    if (this.#failedAt === undefined || performance.now() - this.#failedAt >= RETRY_MS) this.#bringIn();
    this.#scroll();
  }

  resize(cols: number, rows: number): void {
    const { terminal } = this.surface;
    if (terminal.cols !== cols || terminal.rows !== rows) terminal.resize(cols, rows);
    this.#scroll();
  }

  /** px from the beginning of its body to a line. */
  offsetOf(line: number): number {
    const row = this.#mode === 'whole' ? this.#map.rowOf(line) : line;
    return row * this.surface.cell.height;
  }

  /** Where the next character goes, on the screen; `null` once the recording is closed. */
  get caret(): { readonly row: number; readonly column: number } | null {
    const { active } = this.surface.terminal.buffer;
    if (this.#info.closed || this.#isLoading || this.#mode === 'window') return null;
    return { row: active.baseY + active.cursorY - active.viewportY, column: active.cursorX };
  }

  /** The rows on the screen, from the upper edge on. */
  shownRows(): readonly ShownRow[] {
    const { terminal } = this.surface;
    const { active } = terminal.buffer;
    const rows: ShownRow[] = [];
    if (this.#isLoading) return rows;
    for (let at = 0; at < terminal.rows; at += 1) {
      const row = active.viewportY + at;
      if (row + this.#trimmed > this.#lastRow || (row + this.#trimmed === this.#lastRow && !this.#endsInRow())) break;
      const { line, continued } = this.#map.lineAt(row + this.#trimmed);
      rows.push({ line, continued, text: active.getLine(row)?.translateToString(true) ?? '' });
    }
    return rows;
  }

  dispose(): void {
    this.#job.abort();
    this.#stream?.stop();
    this.surface.dispose();
  }

  #isAtEnd(): boolean {
    const { height } = this.surface.cell;
    return this.#top + this.#height >= this.rows * height - 1;
  }

  #wantedRow(): number {
    const line = Math.floor(this.#top / this.surface.cell.height);
    return this.#map.rowOf(line) - this.#trimmed;
  }

  #scroll(): void {
    const { terminal, cell } = this.surface;
    const { baseY } = terminal.buffer.active;
    const wanted =
      this.#mode === 'whole' ? Math.floor(this.#top / cell.height) : this.#isAtEnd() ? baseY : this.#wantedRow();
    this.#isScrolling = true;
    terminal.scrollToLine(Math.max(0, Math.min(wanted, baseY)));
    this.#isScrolling = false;
  }

  /** Gets the lines that are wanted, when the terminal does not have them. */
  #bringIn(): void {
    if (this.#mode === 'whole') {
      // What was printed stands: it goes on where it broke off.
      if (this.#failedAt !== undefined) void this.#print(this.#stream?.offset ?? 0, 0);
      return;
    }
    const { height } = this.surface.cell;
    const first = Math.floor(this.#top / height);
    const last = first + Math.ceil(this.#height / height);
    if (this.#isAtEnd() && (this.#mode !== 'tail' || this.#stream === undefined)) {
      void this.#printTail();
      return;
    }
    if (this.#mode === 'tail' && (this.#isAtEnd() || this.#map.rowOf(first) > this.#trimmed)) return;
    const { from, to } = this.#window;
    if (this.#mode === 'window' && first >= from && (last <= to || to >= this.#info.lines)) return;
    void this.#printWindow(first);
  }

  #restart(mode: 'tail' | 'window', firstLine: number): AbortSignal {
    this.#job.abort();
    this.#stream?.stop();
    this.#stream = undefined;
    this.#job = new AbortController();
    this.#mode = mode;
    this.#map = new RowMap(firstLine);
    this.#trimmed = 0;
    this.#marker = undefined;
    this.#isFull = false;
    this.#lastRow = 0;
    this.#isLoading = true;
    this.#failedAt = undefined;
    this.surface.terminal.reset();
    return this.#job.signal;
  }

  async #printWindow(line: number): Promise<void> {
    const { from, count } = windowAround(line, this.#info.lines, WINDOW_LINES);
    this.#window = { from, to: from + count };
    const signal = this.#restart('window', from);
    try {
      const { runId, logId } = this.#named();
      const { lines } = await linesOf({ runId, logId, from, count: Math.max(1, count) }, signal);
      await this.surface.print(lines.map(({ text }) => text).join('\r\n'), () => !signal.aborted);
      if (signal.aborted) return;
      this.#isLoading = false;
      this.#changed();
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #printTail(): Promise<void> {
    const signal = this.#restart('tail', 0);
    // Until it is known where the tail begins, nothing else is asked for.
    this.#stream = undefined;
    try {
      const { runId, logId } = this.#named();
      const { total } = await linesOf({ runId, logId, from: 0, count: 1 }, signal);
      const from = Math.max(0, total - TAIL_LINES);
      const { lines } = await linesOf({ runId, logId, from, count: 1 }, signal);
      if (signal.aborted) return;
      this.#map = new RowMap(from);
      await this.#print(lines[0]?.offset ?? 0, from);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Prints from an offset to the end, and on as long as it grows: the next chunk only after the last one was taken in. */
  async #print(from: number, firstLine: number): Promise<void> {
    const { signal } = this.#job;
    const isWanted = (): boolean => !signal.aborted;
    this.#isLoading = firstLine > 0;
    this.#failedAt = undefined;
    const stream = new LogStream((input, options) => client.logs.read(input, options), { ...this.#named(), from });
    this.#stream = stream;
    try {
      for (let chunk = await stream.next(); chunk !== null && isWanted(); chunk = await stream.next()) {
        if (this.#mode === 'tail' && this.#isFollowed && chunk.size - chunk.next > MOST_BEHIND) {
          const before = this.#map.lastLine;
          await this.#printTail();
          this.#events.onSkipped(Math.max(0, this.#map.firstLine - before));
          return;
        }
        await this.surface.print(chunk.text, isWanted);
        if (!isWanted()) return;
        this.#isLoading = false;
        this.#changed();
      }
    } catch (error) {
      if (isWanted()) this.#fail(error);
    }
  }

  /** What was not read is asked for again when it is looked at again. */
  #fail(error: unknown): void {
    this.#failedAt = performance.now();
    this.#window = NO_LINES;
    if (this.#mode !== 'whole') this.#stream = undefined;
    this.#events.onProblem(error);
  }

  #changed(): void {
    this.#hasPrinted = true;
    this.#settleRows();
    if (this.#mode === 'whole' && this.#trimmed > 0) this.#mode = 'tail';
    this.#scroll();
    this.#events.onProblem(null);
    this.#events.onChange();
  }

  /** A line feed: the next line begins in this row. */
  #fed(): void {
    const { active } = this.surface.terminal.buffer;
    const row = active.baseY + active.cursorY + this.#trimmed;
    this.#lastRow = Math.max(this.#lastRow, row);
    this.#map.feed(row);
  }

  /** A full terminal drops a row for each that it scrolls. */
  #scrolled(): void {
    if (this.#isScrolling) return;
    const { buffer, rows } = this.surface.terminal;
    if (this.#isFull) this.#trimmed += 1;
    else this.#isFull = buffer.active.length >= rows + SCROLLBACK;
  }

  /** Sets right what was counted: output that moves within a part of the screen scrolls, and drops nothing. */
  #settleRows(): void {
    const { terminal } = this.surface;
    const { active } = terminal.buffer;
    if (this.#marker !== undefined && this.#marker.mark.line >= 0) {
      this.#trimmed = this.#marker.row - this.#marker.mark.line;
    }
    const row = active.baseY + active.cursorY + this.#trimmed;
    this.#lastRow = Math.max(this.#lastRow, row);
    this.#marker?.mark.dispose();
    const mark = terminal.registerMarker(0);
    this.#marker = mark === undefined ? undefined : { mark, row };
  }

  /** Something stands in the last row, or will: then it counts. */
  #endsInRow(): boolean {
    const { active } = this.surface.terminal.buffer;
    return !this.#info.closed || active.baseY + active.cursorY + this.#trimmed < this.#lastRow || active.cursorX > 0;
  }

  #named(): { readonly runId: RunId; readonly logId: string } {
    return { runId: this.#runId, logId: this.#info.logId };
  }
}

type Lines = Parameters<typeof client.logs.lines>[0];

function linesOf(asked: Lines, signal: AbortSignal): ReturnType<typeof client.logs.lines> {
  return askAgain(() => client.logs.lines(asked, { signal }), signal);
}
