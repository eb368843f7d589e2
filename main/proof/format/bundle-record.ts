import type { Digest } from '#shared/lib/digest.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { ProofRecord } from '#shared/run/proof.ts';

/** The record of a step that the run never came to. */
export interface NotRunRecord {
  readonly record: 1;
  readonly runId: RunId;
  readonly stepId: string;
  readonly planDigest: Digest;
  readonly verdict: 'not-run';
  readonly reason: string;
}

/** What a bundle says of one step of the plan. */
export type BundleRecord = ProofRecord | NotRunRecord;

export function isNotRun(record: BundleRecord): record is NotRunRecord {
  return record.verdict === 'not-run';
}
