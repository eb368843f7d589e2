import type { Status } from '#renderer/ui/status.ts';
import type { VerificationView } from '#shared/api/proofs.ts';

interface Outcome {
  readonly status: Status;
  readonly title: string;
  readonly text: string;
}

/** Shape and words of an outcome. */
export function outcomeOf({ outcome, signer, failures }: VerificationView): Outcome {
  switch (outcome) {
    case 'valid':
      return {
        status: 'succeeded',
        title: 'Valid',
        text: `Everything in it holds, and it is signed by ${signer?.trustedAs ?? 'a key'} that is trusted here.`,
      };
    case 'signed-not-trusted':
      return {
        status: 'approval',
        title: 'Signed, not trusted',
        text: 'Everything in it holds, but nobody whom you trust has signed it. Compare the fingerprint with its owner by another way first.',
      };
    case 'invalid':
      return {
        status: 'failed',
        title: 'Invalid',
        text: `${failures.length} ${failures.length === 1 ? 'thing does' : 'things do'} not hold. Do not rely on anything in this bundle.`,
      };
  }
}

/** Shape of a check row; `null`: it was not checked. */
export function rowStatus(ok: boolean | null): Status {
  return ok === null ? 'queued' : ok ? 'succeeded' : 'failed';
}

/** Word of a check row. */
export function rowWord(ok: boolean | null): string {
  return ok === null ? 'Not checked' : ok ? 'Holds' : 'Does not hold';
}

const VERDICTS: Readonly<Record<string, Status>> = {
  passed: 'succeeded',
  verified: 'succeeded',
  satisfied: 'succeeded',
  carried: 'succeeded',
  waived: 'waived',
  failed: 'failed',
  denied: 'failed',
  expired: 'failed',
  blocked: 'canceled',
  skipped: 'canceled',
  canceled: 'canceled',
};

/** Shape of a verdict as a bundle names it; what is unknown stays in doubt. */
export function verdictStatus(verdict: string): Status {
  return VERDICTS[verdict] ?? 'indoubt';
}

/** A file name as one word of a shell, whatever is in it. */
export function shellWord(name: string): string {
  const word = name.startsWith('-') ? `./${name}` : name;
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
