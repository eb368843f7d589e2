import { describe, expect, it } from 'vitest';
import { pickLines } from '#renderer/parts/start-run/pick-lines.ts';
import type { PlanRow, TemplateRow } from '#shared/api/plans.ts';

const plan = (title: string, more: Partial<PlanRow> = {}): PlanRow => ({
  id: title,
  name: title.toLowerCase().replaceAll(' ', '-'),
  title,
  origin: 'new',
  head: 3,
  hasDraft: false,
  createdAt: 0,
  updatedAt: 0,
  archivedAt: null,
  published: null,
  version: '1.0.0',
  digest: null,
  steps: 6,
  effect: 'write',
  runs: 0,
  lastRun: null,
  ...more,
});
const template: TemplateRow = { id: 't', title: 'Check this computer', description: 'disk', effect: 'read', steps: 1 };

describe('plans to pick from', () => {
  it('are plans, then templates, each with what it takes to choose', () => {
    const lines = pickLines([plan('Rotate key'), plan('New one', { head: null, steps: null })], [template], '');
    expect(lines.map(({ group, title, detail }) => [group, title, detail])).toEqual([
      ['Plans', 'Rotate key', 'v3, 6 steps'],
      ['Plans', 'New one', 'draft, cannot be read'],
      ['Templates', 'Check this computer', '1 step'],
    ]);
    expect(lines[2]?.source).toEqual({ kind: 'template', id: 't' });
  });

  it('are those in which every typed word occurs, in title, name or description', () => {
    const all = [plan('Rotate key'), plan('Rotate role')];
    expect(pickLines(all, [template], 'rot key').map(({ title }) => title)).toEqual(['Rotate key']);
    expect(pickLines(all, [template], 'rotate-role').map(({ title }) => title)).toEqual(['Rotate role']);
    expect(pickLines(all, [template], 'DISK').map(({ title }) => title)).toEqual(['Check this computer']);
  });
});
