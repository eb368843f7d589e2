import type { PlanRow } from '#shared/api/plans.ts';

export type PlanColumn = 'title' | 'version' | 'steps' | 'runs' | 'last' | 'updated';

export interface PlanSort {
  readonly column: PlanColumn;
  readonly direction: 'ascending' | 'descending';
}

/** The plans in whose title or name every typed word occurs, in order. */
export function shownPlans(plans: readonly PlanRow[], typed: string, sort: PlanSort): readonly PlanRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return plans
    .filter(({ title, name }) => words.every((word) => `${title} ${name}`.toLowerCase().includes(word)))
    .toSorted((a, b) => sign * compare(a, b, sort.column) || byTitle(a, b));
}

function compare(a: PlanRow, b: PlanRow, column: PlanColumn): number {
  switch (column) {
    case 'title':
      return byTitle(a, b);
    case 'version':
      return (a.head ?? 0) - (b.head ?? 0);
    case 'steps':
      return (a.steps ?? 0) - (b.steps ?? 0);
    case 'runs':
      return a.runs - b.runs;
    case 'last':
      return (a.lastRun?.createdAt ?? 0) - (b.lastRun?.createdAt ?? 0);
    case 'updated':
      return a.updatedAt - b.updatedAt;
  }
}

function byTitle(a: PlanRow, b: PlanRow): number {
  return a.title.localeCompare(b.title, 'en');
}
