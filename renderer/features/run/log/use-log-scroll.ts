import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { type LogLayout, scrollScale } from './log-layout.ts';

/** What can be seen of the log. */
export interface LogWindow {
  /** px from the beginning of the log; more than a scroll bar can say. */
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface LogScroll extends LogWindow {
  readonly spacer: number;
  readonly isAtEnd: boolean;
  readonly scrollTo: (top: number) => void;
  /** What is in view stays in view when something above it grows. */
  readonly hold: (layout: LogLayout) => void;
}

const AT_END = 4;
const LINE_PX = 18;

/** Scrolls a log of any height inside an element. `onUser`: a person moved it, towards the end or away. */
export function useLogScroll(
  ref: RefObject<HTMLElement | null>,
  layout: LogLayout,
  onUser: (isAtEnd: boolean) => void,
): LogScroll {
  const [shown, setShown] = useState<LogWindow>({ top: 0, left: 0, width: 0, height: 0 });
  const at = useRef(shown);
  const anchor = useRef({ index: 0, offset: 0 });
  const expected = useRef(-1);
  const frame = useRef(0);
  const now = useRef({ layout, onUser });
  useLayoutEffect(() => {
    now.current = { layout, onUser };
  });

  const show = useCallback((next: Partial<LogWindow>) => {
    at.current = { ...at.current, ...next };
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      setShown(at.current);
    });
  }, []);

  const moveTo = useCallback(
    (wanted: number) => {
      const { layout } = now.current;
      const { height } = at.current;
      const top = Math.max(0, Math.min(wanted, layout.height - height));
      const index = layout.indexAt(top);
      anchor.current = { index, offset: top - layout.place(index).top };
      const bar = Math.round(top / scrollScale(layout.height, height).pxPerPx);
      if (ref.current !== null && Math.abs(ref.current.scrollTop - bar) >= 1) {
        ref.current.scrollTop = bar;
        // Where it really went: the browser may allow less.
        expected.current = ref.current.scrollTop;
      }
      show({ top });
    },
    [ref, show],
  );

  const hold = useCallback(
    (layout: LogLayout) => {
      moveTo(layout.place(anchor.current.index).top + anchor.current.offset);
    },
    [moveTo],
  );

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const isAtEnd = (): boolean => at.current.top + at.current.height >= now.current.layout.height - AT_END;
    const moved = (wanted: number): void => {
      moveTo(wanted);
      now.current.onUser(isAtEnd());
    };
    const onScroll = (): void => {
      const { scrollTop, scrollLeft } = element;
      if (scrollLeft !== at.current.left) show({ left: scrollLeft });
      if (Math.abs(scrollTop - expected.current) < 1.5) return;
      expected.current = scrollTop;
      const { pxPerPx } = scrollScale(now.current.layout.height, at.current.height);
      const bar = Math.round(at.current.top / pxPerPx);
      if (Math.abs(bar - scrollTop) >= 1) moved(scrollTop * pxPerPx);
    };
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || (event.shiftKey && event.deltaX === 0)) return;
      const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? at.current.height : 1;
      if (event.deltaX !== 0) element.scrollLeft += event.deltaX * unit;
      // The terminal below would take it for its own rows.
      event.preventDefault();
      event.stopPropagation();
      if (event.deltaY !== 0) moved(at.current.top + event.deltaY * unit);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { top, height } = at.current;
      const wanted: Readonly<Record<string, number>> = {
        ArrowDown: top + LINE_PX,
        ArrowUp: top - LINE_PX,
        PageDown: top + height - LINE_PX,
        PageUp: top - height + LINE_PX,
        Home: 0,
        End: now.current.layout.height,
      };
      const next = wanted[event.key];
      if (next === undefined || event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      moved(next);
    };
    // Known before anything is scrolled: a view of no height has its end elsewhere.
    at.current = { ...at.current, width: element.clientWidth, height: element.clientHeight };
    setShown(at.current);
    const sized = new ResizeObserver(() => show({ width: element.clientWidth, height: element.clientHeight }));
    sized.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false, capture: true });
    element.addEventListener('keydown', onKeyDown);
    return () => {
      sized.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel, { capture: true });
      element.removeEventListener('keydown', onKeyDown);
    };
  }, [ref, moveTo, show]);

  const { spacer } = scrollScale(layout.height, shown.height);
  const isAtEnd = shown.top + shown.height >= layout.height - AT_END;
  return { ...shown, spacer, isAtEnd, scrollTo: moveTo, hold };
}
