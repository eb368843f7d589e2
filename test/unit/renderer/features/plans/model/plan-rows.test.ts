import { describe, expect, it } from 'vitest';
import { readPlan } from '#main/compiler/read-plan.ts';
import { newPlanText, planName } from '#renderer/features/plans/model/new-plan.ts';
import { shownPlans } from '#renderer/features/plans/model/plan-rows.ts';
import type { PlanRow } from '#shared/api/plans.ts';

const plan = (title: string, more: Partial<PlanRow> = {}): PlanRow => ({
  id: title,
  name: title.toLowerCase(),
  title,
  origin: 'new',
  head: 1,
  hasDraft: false,
  createdAt: 0,
  updatedAt: 0,
  archivedAt: null,
  published: null,
  version: '1.0.0',
  digest: null,
  steps: 1,
  effect: 'read',
  runs: 0,
  lastRun: null,
  ...more,
});
const ALL = [plan('Beta', { runs: 5 }), plan('alpha', { runs: 5 }), plan('Gamma', { runs: 1, name: 'third-alpha' })];

describe('the list of plans', () => {
  it('is sorted by its column, equal ones by title', () => {
    const titles = (column: 'title' | 'runs', direction: 'ascending' | 'descending') =>
      shownPlans(ALL, '', { column, direction }).map(({ title }) => title);
    expect(titles('title', 'ascending')).toEqual(['alpha', 'Beta', 'Gamma']);
    expect(titles('title', 'descending')).toEqual(['Gamma', 'Beta', 'alpha']);
    expect(titles('runs', 'descending')).toEqual(['alpha', 'Beta', 'Gamma']);
    expect(titles('runs', 'ascending')).toEqual(['Gamma', 'alpha', 'Beta']);
  });

  it('shows those in whose title or name every typed word occurs', () => {
    const sort = { column: 'title', direction: 'ascending' } as const;
    expect(shownPlans(ALL, 'ALPHA', sort).map(({ title }) => title)).toEqual(['alpha', 'Gamma']);
    expect(shownPlans(ALL, 'alpha gam', sort).map(({ title }) => title)).toEqual(['Gamma']);
  });
});

describe('a new plan', () => {
  it.each(['Rotate keys', 'Größe: 100% "now"', '!!!', 'x'.repeat(200)])('can be run as it is: %s', (title) => {
    const { plan: read, diagnostics } = readPlan(newPlanText(title));
    expect(diagnostics).toEqual([]);
    expect(read?.title).toBe(title);
  });

  it('is named after its title', () => {
    expect(planName('Rotate DB keys (EU)')).toBe('rotate-db-keys-eu');
    expect(planName('…')).toBe('plan');
  });
});
