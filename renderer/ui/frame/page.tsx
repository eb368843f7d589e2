import { PanelLeft } from 'lucide-react';
import { type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { IconButton } from '../button.tsx';
import { Drawer } from '../dialog.tsx';
import { useLatest } from '../use-latest.ts';
import { NARROW, useMediaQuery } from '../use-media-query.ts';
import styles from './page.module.css';
import { HeaderSlotsContext } from './page-header.tsx';

interface PageProps {
  /** A `PageHeader`. */
  readonly header: ReactNode;
  /** Stands left of header and content; in a narrow window it opens from the header. */
  readonly sidebar?: {
    readonly label: string;
    readonly content: ReactNode;
    /** It is open in a narrow window, where the page itself decides that. */
    readonly drawn?: readonly [isDrawn: boolean, onDrawn: (isDrawn: boolean) => void];
  };
  readonly children: ReactNode;
}

/** The layout of a page: sidebar, header, content. Panes inside scroll, the page does not. */
export function Page({ header, sidebar, children }: PageProps) {
  const narrow = useMediaQuery(NARROW);
  const slots = useContext(HeaderSlotsContext);
  const main = useRef<HTMLElement>(null);
  // The page before took the focus along: it begins at the content of this one.
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus();
  }, []);
  const own = useState(false);
  const [isDrawn, draw] = sidebar?.drawn ?? own;
  const latestDraw = useLatest(draw);
  const label = sidebar?.label;
  const ownSlots = useMemo(
    () =>
      label === undefined || !narrow
        ? slots
        : {
            ...slots,
            start: <IconButton icon={PanelLeft} size="md" label={label} onClick={() => latestDraw.current(true)} />,
          },
    [slots, label, narrow, latestDraw],
  );
  return (
    <div className={styles.page}>
      {sidebar !== undefined && !narrow && (
        <aside className={styles.sidebar} aria-label={sidebar.label}>
          {sidebar.content}
        </aside>
      )}
      {sidebar !== undefined && narrow && (
        <Drawer open={isDrawn} onClose={() => draw(false)} title={sidebar.label} side="left" bare>
          {/* Whoever chose something in it wants to see that, not the drawer. */}
          <div onClickCapture={(event) => (isChoice(event.target) ? draw(false) : undefined)}>{sidebar.content}</div>
        </Drawer>
      )}
      <div className={styles.column}>
        <HeaderSlotsContext.Provider value={ownSlots}>{header}</HeaderSlotsContext.Provider>
        <main id="main" ref={main} className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function isChoice(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a[href]') !== null;
}
