import { type CSSProperties, useEffect, useLayoutEffect, useRef } from 'react';
import { formatElapsed } from '#renderer/ui/formats.ts';
import type { LogInfo } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { LineTimes } from './line-times.ts';
import styles from './log-pane.module.css';
import { stretchesIn } from './search-model.ts';
import { type SectionEvents, SectionView } from './section-view.ts';

/** Width of the times, px. */
export const TIMES_WIDTH = 52;

export interface SectionBodyProps {
  readonly runId: RunId;
  readonly info: LogInfo;
  /** Where its visible part stands in the view and how high it is, px. */
  readonly y: number;
  readonly height: number;
  /** px of its body above that part. */
  readonly top: number;
  readonly left: number;
  /** Width of the line numbers, px. */
  readonly numbersWidth: number;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly isFollowed: boolean;
  readonly showsTimes: boolean;
  /** ms UTC: times count from here. */
  readonly runStart: number;
  readonly search: string;
  /** Line of the hit that is shown, counted from 0. */
  readonly currentLine: number | null;
  readonly onView: (logId: string, view: SectionView | null) => void;
  readonly events: Pick<SectionEvents, 'onSkipped'> & {
    readonly onProblem: (logId: string, error: unknown) => void;
    readonly onRows: (logId: string, rows: number, cell: SectionView['surface']['cell']) => void;
  };
}

/** The lines of one recording, as far as they can be seen. */
export function SectionBody(props: SectionBodyProps) {
  const { runId, info, y, height, top, left, numbersWidth, size, isFollowed, showsTimes, events } = props;
  const host = useRef<HTMLDivElement>(null);
  const shifted = useRef<HTMLDivElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLPreElement>(null);
  const view = useRef<SectionView | null>(null);
  const times = useRef<LineTimes | null>(null);
  const latest = useRef(props);
  const repaint = useRef<() => void>(() => {});
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let frame = 0;
    const paintSoon = (): void => {
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        paint();
      });
    };
    let spoken: ReturnType<typeof setTimeout> | undefined;
    const paint = (): void => {
      if (view.current === null) return;
      const { current } = latest;
      const rows = view.current.shownRows();
      const { cell } = view.current.surface;
      const shift = view.current.shift;
      if (shifted.current !== null) shifted.current.style.transform = `translateY(${shift}px)`;
      paintGutter(gutter.current, rows, cell.height, current, times.current);
      paintMarks(marks.current, rows, { cell, caret: view.current.caret }, current);
      // Not at each line: a log that never rests would never be read.
      spoken ??= setTimeout(() => {
        spoken = undefined;
        const rows = view.current?.shownRows() ?? [];
        const shift = view.current?.shift ?? 0;
        const { current } = latest;
        if (plain.current !== null) plain.current.textContent = visibleText(rows, shift, cell.height, current.height);
      }, 400);
    };
    const made = new SectionView(element, {
      runId,
      info: latest.current.info,
      size: latest.current.size,
      events: {
        onSkipped: (lines) => latest.current.events.onSkipped(lines),
        onProblem: (error) => latest.current.events.onProblem(latest.current.info.logId, error),
        onDraw: () => paint(),
        onChange: () => {
          const { current } = latest;
          current.events.onRows(current.info.logId, made.rows, made.surface.cell);
          paintSoon();
        },
      },
    });
    times.current = new LineTimes({ runId, logId: latest.current.info.logId }, paintSoon);
    view.current = made;
    repaint.current = paint;
    latest.current.onView(latest.current.info.logId, made);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(spoken);
      times.current?.stop();
      latest.current.onView(latest.current.info.logId, null);
      latest.current.events.onProblem(latest.current.info.logId, null);
      view.current = null;
      made.dispose();
    };
  }, [runId]);

  useLayoutEffect(() => {
    view.current?.update(info);
    view.current?.resize(size.cols, size.rows);
    view.current?.show(top, height, isFollowed);
    repaint.current();
  });
  useEffect(() => {
    const made = view.current;
    if (made !== null) events.onRows(info.logId, made.rows, made.surface.cell);
  }, [events, info]);

  const textLeft = numbersWidth + (showsTimes ? TIMES_WIDTH : 0) + 6;
  return (
    <div className={styles.body} style={{ top: y, height }} data-log={info.logId}>
      <div ref={shifted} className={styles.shifted}>
        <div
          ref={gutter}
          className={styles.gutter}
          style={{ '--numbers-width': `${numbersWidth}px` } as CSSProperties}
          aria-hidden
        />
        <div className={styles.clip} style={{ left: textLeft }}>
          <div className={styles.text} style={{ left: -left }}>
            <div ref={host} className={styles.terminal} aria-hidden />
            <div ref={marks} className={styles.marks} aria-hidden />
          </div>
        </div>
      </div>
      <pre ref={plain} role="group" className={styles.plain} aria-label={`Lines in view of ${info.stepId}`} />
    </div>
  );
}

type Rows = ReturnType<SectionView['shownRows']>;

function paintGutter(
  gutter: HTMLElement | null,
  rows: Rows,
  rowHeight: number,
  { info, runStart, showsTimes, currentLine }: SectionBodyProps,
  times: LineTimes | null,
): void {
  if (gutter === null) return;
  rows.forEach(({ line, continued }, at) => {
    const row = gutter.children[at] ?? gutter.appendChild(gutterRow());
    const [number, time] = row.children;
    if (!(row instanceof HTMLElement) || number === undefined || time === undefined) return;
    row.style.height = `${rowHeight}px`;
    row.dataset.current = String(line === currentLine);
    setText(number, continued ? '' : String(line + 1));
    const seconds = showsTimes && !continued ? times?.at(line) : undefined;
    setText(time, seconds === undefined ? '' : formatElapsed(info.startedAt + seconds * 1000 - runStart));
  });
  while (gutter.children.length > rows.length) gutter.lastChild?.remove();
}

function gutterRow(): HTMLElement {
  const row = document.createElement('div');
  row.className = styles.row ?? '';
  for (const name of [styles.number, styles.time]) {
    const part = document.createElement('span');
    part.className = name ?? '';
    row.append(part);
  }
  return row;
}

function paintMarks(
  marks: HTMLElement | null,
  rows: Rows,
  { cell, caret }: { readonly cell: SectionView['surface']['cell']; readonly caret: SectionView['caret'] },
  { search, currentLine, size }: SectionBodyProps,
): void {
  if (marks === null) return;
  const found: HTMLElement[] = [];
  if (caret !== null) {
    const block = document.createElement('span');
    block.className = styles.caret ?? '';
    block.style.cssText = `top:${caret.row * cell.height + 2}px;left:${caret.column * cell.width}px;width:${cell.width}px;height:${cell.height - 4}px`;
    found.push(block);
  }
  if (search !== '') {
    for (const { row, from, to } of stretchesIn(rows, search, size.cols)) {
      const shown = rows[row];
      if (shown === undefined) continue;
      const mark = document.createElement('span');
      mark.className = styles.hit ?? '';
      mark.dataset.current = String(shown.line === currentLine);
      mark.textContent = shown.text.slice(from, to);
      mark.style.cssText = `top:${row * cell.height}px;left:${from * cell.width}px;height:${cell.height}px;line-height:${cell.height}px`;
      found.push(mark);
    }
  }
  marks.replaceChildren(...found);
}

function visibleText(rows: Rows, shift: number, rowHeight: number, height: number): string {
  const first = Math.max(0, Math.floor(-shift / rowHeight));
  const last = Math.ceil((height - shift) / rowHeight);
  return rows
    .slice(first, last)
    .map(({ text }) => text)
    .join('\n');
}

function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
