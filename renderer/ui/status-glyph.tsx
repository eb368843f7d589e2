import type { ReactNode } from 'react';
import { STATUS_LABELS, type Status } from './status.ts';
import styles from './status-glyph.module.css';

const SHIELD = 'M8 1.5 13.25 3.6v4.1c0 3.2-2.2 5.6-5.25 6.8-3.05-1.2-5.25-3.6-5.25-6.8V3.6Z';
const ring = (extra?: { readonly dashes?: string }) => (
  <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={extra?.dashes} />
);
const round = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const SHAPES: Readonly<Record<Status, ReactNode>> = {
  queued: ring({ dashes: '2.4 2.116' }),
  claimed: (
    <>
      {ring()}
      <circle cx="8" cy="8" r="2.25" fill="currentColor" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.75" opacity=".32" />
      <path
        className={styles.spin}
        d="M8 2.25A5.75 5.75 0 1 1 2.6 9.97"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        {...round}
      />
    </>
  ),
  verifying: (
    <>
      <path d={SHIELD} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx="5.6" cy="7.7" r=".95" fill="currentColor" />
      <circle cx="8" cy="7.7" r=".95" fill="currentColor" />
      <circle cx="10.4" cy="7.7" r=".95" fill="currentColor" />
    </>
  ),
  approval: (
    <>
      <path d="M8 .9 15.1 8 8 15.1.9 8Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M8 4.6v4" stroke="var(--on-status)" strokeWidth="1.7" strokeLinecap="round" />
      <circle cx="8" cy="11" r="1" fill="var(--on-status)" />
    </>
  ),
  paused: (
    <>
      {ring()}
      <path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  succeeded: (
    <>
      <path d={SHIELD} fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="m5.4 8 1.9 1.9 3.5-3.7" fill="none" stroke="var(--on-status)" strokeWidth="1.7" {...round} />
    </>
  ),
  waived: <path d="m3.2 8.4 3.2 3.2 6.4-7" fill="none" stroke="currentColor" strokeWidth="1.7" {...round} />,
  failed: (
    <>
      <path
        d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3Z"
        fill="currentColor"
        stroke="currentColor"
        strokeLinejoin="round"
      />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" stroke="var(--on-status)" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  rolledback: (
    <>
      <path
        d="M3.4 5.2h6.1a3.9 3.9 0 0 1 0 7.8H5M6 2.2 3 5.2l3 3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        {...round}
      />
    </>
  ),
  canceled: (
    <>
      {ring()}
      <path d="m4 12 8-8" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  indoubt: (
    <>
      <path
        d="M8 1.2 14.8 8 8 14.8 1.2 8Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <path
        d="M6.3 6.5c.1-1 .8-1.6 1.8-1.6s1.7.6 1.7 1.5c0 1.3-1.7 1.3-1.7 2.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
      <circle cx="8.1" cy="10.8" r=".85" fill="currentColor" />
    </>
  ),
};

interface StatusGlyphProps {
  readonly status: Status;
  readonly size?: number;
  /** Names the status to a screen reader; leave it out where the word stands beside it. */
  readonly labelled?: boolean;
}

/** The silhouette of a status, 16 px unless told. */
export function StatusGlyph({ status, size = 16, labelled = false }: StatusGlyphProps) {
  const naming = labelled ? { role: 'img', 'aria-label': STATUS_LABELS[status] } : { 'aria-hidden': true };
  return (
    <svg className={styles.glyph} data-st={status} width={size} height={size} viewBox="0 0 16 16" {...naming}>
      {SHAPES[status]}
    </svg>
  );
}
