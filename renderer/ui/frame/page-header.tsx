import { ChevronRight } from 'lucide-react';
import { createContext, Fragment, type ReactNode, useContext, useEffect } from 'react';
import { Link } from 'wouter';
import styles from './page-header.module.css';

/** What the window gives to the header of every page. */
export interface HeaderSlots {
  readonly commandBar: ReactNode;
  readonly approvals: ReactNode;
  readonly windowControls: ReactNode;
  /** Below every header: what concerns the whole window. */
  readonly banners: ReactNode;
  /** Before the title: what opens a sidebar that has no room. */
  readonly start?: ReactNode;
}

/** Filled once by the window, read by `PageHeader`. */
export const HeaderSlotsContext = createContext<HeaderSlots>({
  commandBar: null,
  approvals: null,
  windowControls: null,
  banners: null,
});

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface PageHeaderProps {
  readonly title: string;
  /** The way here; the title is its end. */
  readonly crumbs?: readonly Crumb[];
  /** Beside the title: a menu, a pill. */
  readonly children?: ReactNode;
  /** Small text beside the title; hides in narrow windows. */
  readonly note?: ReactNode;
  /** Buttons of this page, before the approvals. */
  readonly actions?: ReactNode;
}

/** The head of a page: where one is, the command bar, what can be done here. Drags the window on the desktop. */
export function PageHeader({ title, crumbs = [], children, note, actions }: PageHeaderProps) {
  const slots = useContext(HeaderSlotsContext);
  useEffect(() => {
    document.title = `${title} · Ops Control Room`;
  }, [title]);
  return (
    <>
      <header className={styles.header}>
        {slots.start}
        <div className={styles.place}>
          {crumbs.map(({ label, href }) => (
            <Fragment key={href}>
              <Link href={href} className={styles.crumb}>
                {label}
              </Link>
              <ChevronRight size={13} aria-hidden className={styles.arrow} />
            </Fragment>
          ))}
          <h1 className={styles.title} title={title}>
            {title}
          </h1>
          {children}
          {note !== undefined && <span className={styles.note}>{note}</span>}
        </div>
        <div className={styles.command}>{slots.commandBar}</div>
        <div className={styles.actions}>
          {actions}
          {slots.approvals}
        </div>
        {slots.windowControls}
      </header>
      {slots.banners}
    </>
  );
}
