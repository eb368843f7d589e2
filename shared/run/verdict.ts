/**
 * What a step's evidence is worth, weakest first: `weak` only an exit code · `attested` a person said so · `observed` read
 * only after the act · `satisfied` green before, nothing done · `proven` red before the act and green after it.
 */
export const STRENGTHS = ['weak', 'attested', 'observed', 'satisfied', 'proven'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** The weakest of some strengths; `undefined` of none. A run rests on the weakest of its steps. */
export function weakest(strengths: readonly Strength[]): Strength | undefined {
  return STRENGTHS.find((strength) => strengths.includes(strength));
}

/** The strongest of some strengths; `undefined` of none. A step is worth its best check. */
export function strongest(strengths: readonly Strength[]): Strength | undefined {
  return STRENGTHS.findLast((strength) => strengths.includes(strength));
}

/** How a step ended. Only `verified`, `satisfied` and `carried` are good; `skipped` is neutral. */
export const VERDICTS = [
  'verified',
  'satisfied',
  'carried',
  'skipped',
  'failed',
  'indeterminate',
  'blocked',
  'denied',
  'expired',
  'canceled',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How the undo of a step ended. Only `restored` says that the checks read as before the act. */
export type UndoVerdict = 'restored' | 'unverified' | 'not-restored' | 'unreadable';

/** The first axis: where the run is. */
export const EXECUTIONS = ['queued', 'claimed', 'running', 'waiting', 'interrupted', 'finished', 'canceled'] as const;
export type Execution = (typeof EXECUTIONS)[number];

/** The second axis: what the readings say. */
export const VERIFICATIONS = ['pending', 'passed', 'failed', 'indeterminate', 'waived'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** The third axis: what the operator made of it. */
export const DISPOSITIONS = ['open', 'resolved', 'superseded', 'ignored'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** How undoing went: `none` nothing was undone, `verified` every acted step reads as before, `failed` something is left. */
export type Rollback = 'none' | 'running' | 'verified' | 'failed';

/** True where a run can take no further step on its own or by an answer. */
export function isTerminal(execution: Execution): boolean {
  return execution === 'finished' || execution === 'canceled';
}
