import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';
import type { Status } from './status.ts';
import { StatusGlyph } from './status-glyph.tsx';

interface NoticeProps {
  /** Neutral without one. `failed` and `indoubt` are announced at once. */
  readonly status?: Status;
  readonly children: ReactNode;
  /** One action, as a small button or a link. */
  readonly action?: ReactNode;
}

/** Something to know about what stands beside it. */
export function Notice({ status, children, action }: NoticeProps) {
  return (
    <div
      className={styles.notice}
      data-st={status}
      role={status === 'failed' || status === 'indoubt' ? 'alert' : 'note'}
    >
      {status === undefined ? <Info size={15} aria-hidden /> : <StatusGlyph status={status} size={15} />}
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
