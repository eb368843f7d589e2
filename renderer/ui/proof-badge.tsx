import styles from './proof-badge.module.css';

const SHIELD = 'M8 1.5 13.25 3.6v4.1c0 3.2-2.2 5.6-5.25 6.8-3.05-1.2-5.25-3.6-5.25-6.8V3.6Z';

interface ProofBadgeProps {
  readonly verified: number;
  readonly total: number;
  /** Why proofs are missing, where that is an alarm; without it a partial badge is neutral. */
  readonly alarm?: 'failed' | 'indoubt';
}

/** How many steps have a verified proof: a check in the shield for all, a mark for fewer. */
export function ProofBadge({ verified, total, alarm }: ProofBadgeProps) {
  const full = verified >= total && total > 0;
  return (
    <span
      className={styles.badge}
      data-st={alarm}
      role="img"
      aria-label={`${verified} of ${total} ${total === 1 ? 'proof' : 'proofs'} verified`}
    >
      <svg width={12} height={12} viewBox="0 0 16 16" aria-hidden>
        <path d={SHIELD} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
        {full ? (
          <path
            d="m5.4 8 1.9 1.9 3.5-3.7"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        ) : (
          <>
            <path d="M8 4.8v3.6" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
            <circle cx="8" cy="10.6" r=".9" fill="currentColor" />
          </>
        )}
      </svg>
      <span className={styles.word}>proofs</span>
      {verified}/{total}
    </span>
  );
}
