import type { StepState } from '#main/engine/state.ts';
import type { WaitKind } from '#shared/run/event.ts';
import type { RunSummary, StepStatus } from '#shared/run/run.ts';
import type { Strength, UndoVerdict, Verdict } from '#shared/run/verdict.ts';
import type { Tone } from './paint.ts';

/** How something is shown: a sign, a word, a colour. */
export interface Word {
  readonly glyph: string;
  readonly text: string;
  readonly tone: Tone;
}

const VERDICTS: Record<Verdict, Word> = {
  verified: { glyph: '✓', text: 'verified', tone: 'green' },
  satisfied: { glyph: '✓', text: 'already satisfied', tone: 'green' },
  carried: { glyph: '✓', text: 'kept from the earlier attempt', tone: 'green' },
  skipped: { glyph: '-', text: 'skipped', tone: 'dim' },
  failed: { glyph: '✗', text: 'failed', tone: 'red' },
  indeterminate: { glyph: '?', text: 'in doubt', tone: 'yellow' },
  blocked: { glyph: '✗', text: 'blocked', tone: 'red' },
  denied: { glyph: '✗', text: 'denied', tone: 'red' },
  expired: { glyph: '✗', text: 'expired', tone: 'red' },
  canceled: { glyph: '■', text: 'canceled', tone: 'yellow' },
};

const UNDO: Record<UndoVerdict, Word> = {
  restored: { glyph: '↺', text: 'rolled back, verified', tone: 'yellow' },
  unverified: { glyph: '?', text: 'rolled back, not verified', tone: 'red' },
  'not-restored': { glyph: '✗', text: 'not rolled back', tone: 'red' },
  unreadable: { glyph: '?', text: 'rolled back, could not be read', tone: 'red' },
};

const STATUSES: Record<Exclude<StepStatus, 'settled'>, Word> = {
  pending: { glyph: '·', text: '', tone: 'dim' },
  checking: { glyph: '·', text: 'reads checks', tone: 'cyan' },
  waiting: { glyph: '!', text: 'waits', tone: 'yellow' },
  acting: { glyph: '·', text: 'acts', tone: 'cyan' },
  verifying: { glyph: '·', text: 'verifies', tone: 'cyan' },
  backoff: { glyph: '·', text: 'tries again soon', tone: 'yellow' },
  doubt: { glyph: '?', text: 'in doubt, reads checks', tone: 'yellow' },
  undoing: { glyph: '·', text: 'rolls back', tone: 'yellow' },
};

const WAITS: Record<WaitKind, string> = {
  approval: 'waits for approval',
  form: 'waits for values',
  confirm: 'waits for confirmation',
  decision: 'waits for a decision',
};

/** What a question waits for, in words. */
export function waitWord(kind: WaitKind): string {
  return WAITS[kind];
}

/** A verdict in words, with what it is worth. */
export function verdictWord(verdict: Verdict, strength: Strength | null): Word {
  const word = VERDICTS[verdict];
  return verdict === 'verified' && strength !== null ? { ...word, text: `${word.text} (${strength})` } : word;
}

/** How an undo ended, in words. */
export function undoWord(verdict: UndoVerdict): Word {
  return UNDO[verdict];
}

/** Where a step is, in words. */
export function stepWord(step: StepState): Word {
  if (step.undo !== null) return UNDO[step.undo.verdict];
  if (step.wait !== null) return { ...STATUSES.waiting, text: WAITS[step.wait.kind] };
  if (step.status !== 'settled') return STATUSES[step.status];
  return step.verdict === null ? STATUSES.pending : verdictWord(step.verdict, step.strength);
}

/** What became of a run: "passed" only for one that finished and passed. */
export function runWord(
  run: Pick<RunSummary, 'execution' | 'verification' | 'rollback' | 'paused' | 'canceling'>,
): Word {
  if (run.canceling) return { glyph: '■', text: 'canceling', tone: 'yellow' };
  if (run.paused) {
    const isComingToRest = run.execution === 'running' || run.execution === 'claimed';
    return { glyph: '‖', text: isComingToRest ? 'pausing' : 'paused', tone: 'yellow' };
  }
  switch (run.execution) {
    case 'queued':
    case 'claimed':
    case 'running':
    case 'interrupted':
      return { glyph: '·', text: run.execution, tone: 'cyan' };
    case 'waiting':
      return run.verification === 'indeterminate'
        ? { glyph: '?', text: 'in doubt', tone: 'yellow' }
        : { glyph: '!', text: 'waiting', tone: 'yellow' };
    case 'canceled':
      return { glyph: '■', text: run.verification === 'waived' ? 'canceled, waived' : 'canceled', tone: 'yellow' };
    case 'finished':
      return finishedWord(run);
  }
}

/** A run of which a waiver has ended. */
export const EXPIRED_WAIVER: Word = { glyph: '✗', text: 'waiver expired', tone: 'red' };

function finishedWord(run: Pick<RunSummary, 'verification' | 'rollback'>): Word {
  switch (run.verification) {
    case 'passed':
      return { glyph: '✓', text: 'passed', tone: 'green' };
    case 'waived':
      return {
        glyph: '!',
        text: run.rollback === 'failed' ? 'passed with waiver, rollback failed' : 'passed with waiver',
        tone: 'yellow',
      };
    case 'failed':
      return { glyph: '✗', text: run.rollback === 'failed' ? 'failed, rollback failed' : 'failed', tone: 'red' };
    case 'indeterminate':
    case 'pending':
      return { glyph: '?', text: 'in doubt', tone: 'yellow' };
  }
}
