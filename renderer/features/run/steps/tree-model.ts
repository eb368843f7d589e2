import type { CheckView, StepDetail } from '#shared/api/runs.ts';
import type { ShownStatus } from '#shared/run/status.ts';

/** A line of the step tree: a step, or under it one of its checks or its undo. */
export type TreeRow =
  | { readonly kind: 'step'; readonly key: string; readonly step: StepDetail; readonly isOpen: boolean }
  | {
      readonly kind: 'check';
      readonly key: string;
      readonly step: StepDetail;
      readonly check: CheckView;
      readonly isLast: boolean;
    }
  | { readonly kind: 'undo'; readonly key: string; readonly step: StepDetail; readonly isLast: boolean };

/** The lines of the tree; `closed`: steps whose checks are folded away. */
export function treeRows(steps: readonly StepDetail[], closed: ReadonlySet<string>): readonly TreeRow[] {
  return steps.flatMap((step): TreeRow[] => {
    const { id } = step.summary;
    const isOpen = !closed.has(id);
    const rows: TreeRow[] = [{ kind: 'step', key: id, step, isOpen }];
    if (!isOpen) return rows;
    const hasUndo = step.undo !== null || step.effect === 'irreversible';
    step.checks.forEach((check, index) => {
      const isLast = index === step.checks.length - 1 && !hasUndo;
      rows.push({ kind: 'check', key: `${id}/check/${index}`, step, check, isLast });
    });
    if (hasUndo) rows.push({ kind: 'undo', key: `${id}/undo`, step, isLast: true });
    return rows;
  });
}

/** How a check is shown: by what it read after the act, or else before it. */
export function checkStatus(check: CheckView, step: StepDetail): ShownStatus {
  const reading = check.after ?? (step.summary.verdict === 'satisfied' ? check.before : null);
  if (reading === null) return step.summary.status === 'verifying' ? 'verifying' : 'queued';
  if (reading.status === 'green') return 'succeeded';
  return reading.status === 'red' ? 'failed' : 'indoubt';
}

/** What became of a step's undo, in a word. */
export function undoWord(step: StepDetail): string {
  const { undo, summary } = step;
  if (undo === null) return '';
  switch (undo.verdict) {
    case 'restored':
      return 'restored';
    case 'unverified':
      return 'not verified';
    case 'not-restored':
      return 'not restored';
    case 'unreadable':
      return 'unknown';
    case null:
      return summary.status === 'undoing' ? 'undoing' : step.acts.some((act) => !act.undo) ? 'armed' : '';
  }
}

/** The step before or after one; the first where none is chosen. */
export function neighbour(steps: readonly StepDetail[], selected: string | null, by: 1 | -1): string | null {
  const at = steps.findIndex((step) => step.summary.id === selected);
  const next = at < 0 ? 0 : Math.max(0, Math.min(steps.length - 1, at + by));
  return steps[next]?.summary.id ?? null;
}

/** The step that a person looks at first: what works or waits, else what failed, else the last that did something. */
export function defaultStep(steps: readonly StepDetail[]): string | null {
  const busy = steps.find(({ summary }) => summary.status !== 'pending' && summary.status !== 'settled');
  const failed = steps.find(({ status }) => status === 'failed' || status === 'indoubt');
  const last = steps.findLast(({ summary }) => summary.startedAt !== null);
  return (busy ?? failed ?? last ?? steps[0])?.summary.id ?? null;
}
