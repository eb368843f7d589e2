import type { Status } from '#renderer/ui/status.ts';
import type { VerificationView } from '#shared/api/proofs.ts';

interface Outcome {
  readonly status: Status;
  readonly title: string;
  readonly meaning: string;
}

const OUTCOMES: Readonly<Record<VerificationView['outcome'], Outcome>> = {
  valid: {
    status: 'succeeded',
    title: 'Valid',
    meaning:
      'Nothing was changed since it was signed, and you trust the signer. It does not show that the machine was honest.',
  },
  'signed-not-trusted': {
    status: 'waived',
    title: 'Signed, not trusted',
    meaning: 'Nothing was changed since it was signed, but by a key that is not trusted here.',
  },
  invalid: {
    status: 'failed',
    title: 'Invalid',
    meaning: 'Do not rely on what this bundle says: not everything in it holds.',
  },
};

/** How an outcome is shown: its shape, its word, and what follows from it. */
export function outcomeWords(outcome: VerificationView['outcome']): Outcome {
  return OUTCOMES[outcome];
}

const VERDICTS: Readonly<Record<string, Status>> = {
  passed: 'succeeded',
  waived: 'waived',
  failed: 'failed',
  indeterminate: 'indoubt',
  pending: 'queued',
  skipped: 'canceled',
};

/** The shape of a verdict that a bundle names; in doubt for a word that is not known. */
export function verdictStatus(verdict: string): Status {
  return VERDICTS[verdict] ?? 'indoubt';
}

/** How a check row is shown; `null`: it was not checked. */
export function checkStatus(ok: boolean | null): Status {
  if (ok === null) return 'queued';
  return ok ? 'succeeded' : 'failed';
}

const CHECKED = { true: 'holds', false: 'does not hold', null: 'not checked' } as const;

/** What a check row says. */
export function checkWord(ok: boolean | null): string {
  return CHECKED[`${ok}`];
}
