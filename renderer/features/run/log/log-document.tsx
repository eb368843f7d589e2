import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { classNames } from '#renderer/ui/class-names.ts';
import type { RunId } from '#shared/run/ids.ts';
import { HEADER_HEIGHT, LogLayout } from './log-layout.ts';
import styles from './log-pane.module.css';
import type { FoundLine } from './search-model.ts';
import { SectionBody, TIMES_WIDTH } from './section-body.tsx';
import { SectionHeader } from './section-header.tsx';
import type { SectionView } from './section-view.ts';
import type { Section } from './sections.ts';
import { terminalFonts } from './terminal-surface.ts';
import { useLogScroll } from './use-log-scroll.ts';

/** What others ask of the log that is shown. */
export interface LogDocumentHandle {
  /** The line that stands at the upper edge. */
  readonly topLine: () => FoundLine;
  readonly showLine: (place: FoundLine) => void;
  readonly showSection: (key: string) => void;
  readonly selection: () => string;
  readonly visibleText: () => string;
}

interface LogDocumentProps {
  readonly ref: Ref<LogDocumentHandle>;
  readonly runId: RunId;
  readonly runStart: number;
  readonly sections: readonly Section[];
  readonly open: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
  readonly isFollowed: boolean;
  readonly onFollow: (follow: boolean) => void;
  readonly wraps: boolean;
  readonly showsTimes: boolean;
  readonly search: string;
  readonly current: FoundLine | null;
  readonly onSkipped: (lines: number) => void;
  /** Why a recording could not be read; `null`: it was. */
  readonly onProblem: (logId: string, error: unknown) => void;
}

const WIDE_COLS = 240;
const LEAST_NUMBERS_WIDTH = 44;
const DEFAULT_CELL = { width: 7.2, height: 18 };

/** Every recording of a run one under the other: only what can be seen is in the page. */
export function LogDocument(props: LogDocumentProps) {
  const { ref, runId, sections, open, onToggle, selected, onSelect, isFollowed, onFollow, wraps, showsTimes } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const views = useRef(new Map<string, SectionView>());
  const wanted = useRef<FoundLine | null>(null);
  const [hasFonts, setHasFonts] = useState(false);
  // A terminal measures its font once, when it opens.
  useEffect(() => void terminalFonts().then(() => setHasFonts(true)), []);
  const [cell, setCell] = useState(DEFAULT_CELL);
  const [rows, setRows] = useState<ReadonlyMap<string, number>>(new Map());
  const layout = useMemo(() => {
    const sizes = sections.map(({ key, log }) => ({
      open: log !== null && open.has(key),
      rows: rows.get(key) ?? log?.lines ?? 0,
    }));
    return new LogLayout(sizes, cell.height);
  }, [sections, open, rows, cell.height]);
  const scroll = useLogScroll(scroller, layout, (isAtEnd) => {
    wanted.current = null;
    onFollow(isAtEnd);
  });
  const { scrollTo, hold } = scroll;

  const onRows = useCallback((key: string, count: number, measured: { width: number; height: number }) => {
    setRows((before) => (before.get(key) === count ? before : new Map(before).set(key, count)));
    setCell((before) =>
      Math.abs(before.height - measured.height) < 0.01 && Math.abs(before.width - measured.width) < 0.01
        ? before
        : { width: measured.width, height: measured.height },
    );
  }, []);
  const { onSkipped, onProblem } = props;
  const events = useMemo(() => ({ onRows, onSkipped, onProblem }), [onRows, onSkipped, onProblem]);
  const onView = useCallback((key: string, view: SectionView | null) => {
    if (view === null) views.current.delete(key);
    else views.current.set(key, view);
  }, []);

  const bringIntoView = useCallback(
    (place: FoundLine) => {
      const section = sections[place.section];
      if (section === undefined) return;
      const view = views.current.get(section.key);
      const offset = view?.offsetOf(place.line) ?? place.line * cell.height;
      scrollTo(layout.place(place.section).bodyTop + offset - scroll.height / 3);
    },
    [sections, layout, cell.height, scroll.height, scrollTo],
  );
  useLayoutEffect(() => {
    if (isFollowed) scrollTo(layout.height - scroll.height);
    else if (wanted.current !== null) bringIntoView(wanted.current);
    else hold(layout);
  }, [layout, isFollowed, scroll.height, scrollTo, hold, bringIntoView]);

  useImperativeHandle(ref, () => ({
    topLine: () => {
      const section = layout.indexAt(scroll.top);
      const line = Math.max(0, Math.floor((scroll.top - layout.place(section).bodyTop) / cell.height));
      return { section, line };
    },
    showLine: (place) => {
      wanted.current = place;
      bringIntoView(place);
    },
    showSection: (key) => {
      wanted.current = null;
      const index = sections.findIndex((section) => section.key === key);
      if (index >= 0) scrollTo(layout.place(index).top);
    },
    selection: () => {
      for (const view of views.current.values()) {
        if (view.surface.terminal.hasSelection()) return view.surface.terminal.getSelection();
      }
      return '';
    },
    visibleText: () =>
      [...views.current.values()].flatMap((view) => view.shownRows().map(({ text }) => text)).join('\n'),
  }));

  const digits = sections.reduce((most, { log }) => Math.max(most, String(log?.lines ?? 0).length), 1);
  const numbersWidth = Math.max(LEAST_NUMBERS_WIDTH, Math.ceil(digits * cell.width) + 8);
  const gutter = numbersWidth + (showsTimes ? TIMES_WIDTH : 0) + 6;
  const fitting = Math.max(20, Math.floor((scroll.width - gutter - 12) / cell.width));
  const cols = wraps ? fitting : Math.max(fitting, WIDE_COLS);
  const size = { cols, rows: Math.max(2, Math.ceil(scroll.height / cell.height) + 1) };
  const visible = scroll.height === 0 || !hasFonts ? [] : layout.visible(scroll.top, scroll.height);
  return (
    <div
      ref={scroller}
      className={classNames(styles.scroller, wraps && styles.wrapping)}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a pane that scrolls has to be reached by keys
      tabIndex={0}
      role="region"
      aria-label="Log"
      data-keys="commands"
    >
      <div
        className={styles.spacer}
        style={{ height: scroll.spacer, width: wraps ? '100%' : gutter + cols * cell.width }}
      >
        <div className={styles.view} style={{ width: scroll.width, height: scroll.height }}>
          {visible.map((placed) => {
            const section = sections[placed.index];
            if (section === undefined) return null;
            const { key, log } = section;
            const y = Math.max(0, placed.bodyTop - scroll.top);
            const end = Math.min(scroll.height, placed.bodyTop + placed.bodyHeight - scroll.top);
            return (
              <div key={key}>
                {log !== null && open.has(key) && (end > y || placed.bodyHeight === 0) && (
                  <SectionBody
                    key={`${key}:${size.cols}`}
                    runId={runId}
                    info={log}
                    y={y}
                    height={Math.max(0, end - y)}
                    top={Math.max(0, scroll.top - placed.bodyTop)}
                    left={scroll.left}
                    numbersWidth={numbersWidth}
                    size={size}
                    isFollowed={isFollowed}
                    showsTimes={showsTimes}
                    runStart={props.runStart}
                    search={props.search}
                    currentLine={props.current?.section === placed.index ? props.current.line : null}
                    onView={onView}
                    events={events}
                  />
                )}
                <SectionHeader
                  section={section}
                  y={placed.headerTop}
                  height={HEADER_HEIGHT}
                  isOpen={open.has(key)}
                  isSelected={section.step.summary.id === selected}
                  onToggle={onToggle}
                  onSelect={onSelect}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
