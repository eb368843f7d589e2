import { Fragment, type ReactNode } from 'react';
import { keyLabels } from './commands/key-labels.ts';
import styles from './kbd.module.css';

interface KbdProps {
  readonly children: ReactNode;
}

/** One key cap. */
export function Kbd({ children }: KbdProps) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}

interface KbdsProps {
  /** As commands name them: `Mod+K`, `g a`. */
  readonly keys: string;
}

/** The key caps of a combination or a sequence. */
export function Kbds({ keys }: KbdsProps) {
  const strokes = keyLabels(keys);
  return (
    <span className={styles.kbds}>
      {strokes.map((stroke, at) => (
        <Fragment key={at}>
          {stroke.map((label) => (
            <Kbd key={label}>{label}</Kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}
