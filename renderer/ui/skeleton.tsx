import styles from './skeleton.module.css';

interface SkeletonProps {
  /** CSS width, or pixels. */
  readonly width?: number | string;
  readonly height?: number;
}

/** Holds the place of something that is being loaded; give it the final size. */
export function Skeleton({ width = '100%', height = 10 }: SkeletonProps) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />;
}
