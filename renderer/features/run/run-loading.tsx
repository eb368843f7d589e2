import { Skeleton } from '#renderer/ui/skeleton.tsx';
import styles from './run-page.module.css';

const ROWS = [0, 1, 2, 3, 4, 5];

/** The run screen before it is read, with its final geometry. */
export function RunLoading() {
  return (
    <div className={styles.screen} aria-busy aria-label="Reading the run">
      <div className={styles.headLoading}>
        <Skeleton width={150} height={24} />
        <Skeleton width={260} height={16} />
      </div>
      <div className={styles.ganttLoading}>
        <Skeleton width="70%" height={16} />
      </div>
      <div className={styles.body}>
        <div className={styles.column}>
          {ROWS.map((row) => (
            <Skeleton key={row} width={`${80 - row * 6}%`} height={14} />
          ))}
        </div>
        <div className={styles.column}>
          {ROWS.map((row) => (
            <Skeleton key={row} width={`${55 + ((row * 17) % 40)}%`} height={12} />
          ))}
        </div>
      </div>
    </div>
  );
}
