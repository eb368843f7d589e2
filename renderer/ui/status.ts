/** The word under which a run or step is shown. */
export type Status =
  | 'queued'
  | 'claimed'
  | 'running'
  | 'verifying'
  | 'approval'
  | 'paused'
  | 'succeeded'
  | 'waived'
  | 'failed'
  | 'rolledback'
  | 'canceled'
  | 'indoubt';

/** What a person reads for each status. */
export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  queued: 'Queued',
  claimed: 'Claimed',
  running: 'Running',
  verifying: 'Verifying',
  approval: 'Awaiting approval',
  paused: 'Paused',
  succeeded: 'Verified',
  waived: 'Waived',
  failed: 'Failed',
  rolledback: 'Rolled back',
  canceled: 'Canceled',
  indoubt: 'In doubt',
};
