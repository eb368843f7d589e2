import { Columns4, History, type LucideIcon, Package, Plug, SlidersHorizontal, Workflow } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import styles from './rail.module.css';

interface Entry {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Paths that belong to it beside its own. */
  readonly covers: RegExp;
}

const ENTRIES: readonly Entry[] = [
  { href: '/', label: 'Runboard', icon: Columns4, covers: /^\/($|sessions\/|runs\/|approvals)/ },
  { href: '/plans', label: 'Plans', icon: Workflow, covers: /^\/plans/ },
  { href: '/history', label: 'History', icon: History, covers: /^\/(history|compare)/ },
  { href: '/artifacts', label: 'Artifacts', icon: Package, covers: /^\/(artifacts|bundles)/ },
  { href: '/tools', label: 'Tools', icon: Plug, covers: /^\/tools/ },
];
const SETTINGS: Entry = { href: '/settings', label: 'Settings', icon: SlidersHorizontal, covers: /^\/settings/ };

interface RailProps {
  /** Questions that wait for a person. */
  readonly waiting: number;
}

/** The way between the parts of the app. */
export function Rail({ waiting }: RailProps) {
  return (
    <nav className={styles.rail} aria-label="Main">
      <div className={styles.brand}>
        <svg width="22" height="22" viewBox="0 0 22 22" role="img" aria-label="Ops Control Room">
          <rect x="1" y="5" width="3.5" height="16" rx="1" fill="currentColor" />
          <rect x="6.5" y="1" width="3.5" height="20" rx="1" fill="currentColor" />
          <rect x="12" y="9" width="3.5" height="12" rx="1" fill="currentColor" />
          <rect
            x="18.25"
            y="14.75"
            width="2.5"
            height="5.5"
            rx=".4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
          />
        </svg>
      </div>
      {ENTRIES.map((entry) => (
        <RailLink key={entry.href} entry={entry} badge={entry.href === '/' ? waiting : 0} />
      ))}
      <div className={styles.space} />
      <RailLink entry={SETTINGS} badge={0} />
    </nav>
  );
}

function RailLink({ entry, badge }: { readonly entry: Entry; readonly badge: number }) {
  const [location] = useLocation();
  const { href, label, icon: Icon, covers } = entry;
  return (
    <Link href={href} className={styles.link} aria-current={covers.test(location) ? 'page' : undefined}>
      <Icon size={18} strokeWidth={1.9} aria-hidden />
      <span>{label}</span>
      {badge > 0 && (
        <span className={styles.badge} role="img" aria-label={`, ${badge} waiting for you`}>
          {badge > 99 ? '99+' : badge}
        </span>
      )}
    </Link>
  );
}
