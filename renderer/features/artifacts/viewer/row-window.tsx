import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from '#renderer/ui/class-names.ts';
import { useLatest } from '#renderer/ui/use-latest.ts';
import { MOST_PIXELS, rowAtScroll, scrollHeight, scrollToRow } from '../model/scroll-scale.ts';
import styles from './row-window.module.css';

interface RowWindowProps {
  readonly label: string;
  readonly count: number;
  /** Pixels; every row has this height. */
  readonly rowHeight: number;
  readonly render: (index: number) => ReactNode;
  readonly className?: string | undefined;
}

const MARGIN = 8;
const LINES_OF_WHEEL = 3;

/** Rows of text, however many: only those in sight are drawn, and they stay in the document for the eye and the clipboard. */
export function RowWindow({ label, count, rowHeight, render, className }: RowWindowProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const [top, setTop] = useState(0);
  /** Where the scroll bar was put by a move by rows: its own event says nothing new. */
  const placed = useRef<number | null>(null);
  const view = { count, rowHeight, viewport };
  const isScaled = count * rowHeight > MOST_PIXELS;
  const latest = useLatest({ view, top, isScaled });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setViewport(element.clientHeight));
    observer.observe(element);
    setViewport(element.clientHeight);
    return () => observer.disconnect();
  }, []);

  const moveTo = (wanted: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const { view: now } = latest.current;
    const next = Math.max(0, Math.min(wanted, now.count - now.viewport / now.rowHeight));
    element.scrollTop = scrollToRow(now, next);
    placed.current = element.scrollTop;
    setTop(next);
  };
  const latestMove = useLatest(moveTo);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    // In a smaller scale one notch of the wheel would skip pages.
    const onWheel = (event: WheelEvent): void => {
      const { isScaled: scaled, top: now, view: rows } = latest.current;
      if (!scaled || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const by = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINES_OF_WHEEL : 1 / rows.rowHeight;
      latestMove.current(now + event.deltaY * by);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [latest, latestMove]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!isScaled || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, viewport / rowHeight - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: top + 1,
      ArrowUp: top - 1,
      PageDown: top + page,
      PageUp: top - page,
      Home: 0,
      End: count,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
  };

  const first = Math.max(0, Math.floor(top) - MARGIN);
  const last = Math.min(count, Math.ceil(top + viewport / rowHeight) + MARGIN);
  const scrollTop = scrollToRow(view, top);
  return (
    // What scrolls takes the keys that scroll.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-viewer
      className={classNames(styles.scroller, className)}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        const at = currentTarget.scrollTop;
        if (placed.current !== null && Math.abs(placed.current - at) < 1) return;
        placed.current = null;
        setTop(rowAtScroll(view, at));
      }}
    >
      <div className={styles.space} style={{ height: scrollHeight(view) }}>
        <div className={styles.rows} style={{ transform: `translateY(${scrollTop - (top - first) * rowHeight}px)` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, at) => (
            <div key={first + at} className={styles.row} style={{ height: rowHeight }}>
              {render(first + at)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
