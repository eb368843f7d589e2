import { classNames } from './class-names.ts';
import styles from './path-text.module.css';
import { Truncate } from './truncate.tsx';

interface PathTextProps {
  readonly path: string;
  readonly className?: string;
}

/** A path in one line: where room is short its folders are cut, not its name. The whole of it on hover. */
export function PathText({ path, className }: PathTextProps) {
  const at = path.lastIndexOf('/') + 1;
  return (
    <span className={classNames(styles.path, className)} title={path}>
      {at > 0 && <span className={styles.folders}>{path.slice(0, at)}</span>}
      <Truncate className={styles.name}>{path.slice(at)}</Truncate>
    </span>
  );
}
