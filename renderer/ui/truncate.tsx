import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './truncate.module.css';

interface TruncateProps {
  readonly children: ReactNode;
  readonly className?: string;
}

/** One line that is cut at the end; the whole of it on hover, where it was cut. */
export function Truncate({ children, className }: TruncateProps) {
  return (
    <span
      className={classNames(styles.truncate, className)}
      onPointerEnter={({ currentTarget: element }) => {
        element.title = element.scrollWidth > element.clientWidth ? (element.textContent ?? '') : '';
      }}
    >
      {children}
    </span>
  );
}
