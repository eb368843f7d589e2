import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { LANES } from '#shared/pulser/plan.ts';
import styles from './lane.module.css';
import card from './run-card.module.css';

/** The lanes with their final geometry, before they are read. */
export function BoardLoading() {
  return (
    <div className={styles.lanes} aria-busy>
      {LANES.map((lane) => (
        <section key={lane} className={styles.lane} aria-label={`Lane ${lane}`}>
          <div className={styles.head}>
            <span className={styles.letter}>{lane}</span>
          </div>
          <div className={card.card}>
            <div className={card.top}>
              <div className={card.head}>
                <Skeleton width={78} height={18} />
                <Skeleton width={40} height={12} />
              </div>
              <div className={styles.placeholders}>
                <Skeleton width="80%" height={12} />
                <Skeleton width="56%" height={9} />
                <Skeleton height={8} />
                <Skeleton width="64%" />
              </div>
            </div>
            <div className={card.tail} />
            <div className={card.acts} />
          </div>
        </section>
      ))}
    </div>
  );
}
