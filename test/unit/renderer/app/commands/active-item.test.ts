import { expect, test } from 'vitest';
import { activeItem } from '#renderer/app/commands/active-item.ts';
import type { FoundGroup } from '#renderer/app/commands/use-found-items.ts';

const group = (kind: FoundGroup['kind'], ...ids: readonly string[]): FoundGroup => ({
  heading: kind,
  kind,
  items: ids.map((id) => ({ id, title: id, note: '', run: () => {} })),
});
const plans = group('plan', 'plan:1');
const runs = group('run', 'run:481');
const actions = group('action', 'action:a', 'action:b');

test('while runs are looked for, nothing that would come after them is opened by Enter', () => {
  expect(activeItem([actions], null, false)).toBeUndefined();
  expect(activeItem([runs, actions], null, true)?.id).toBe('run:481');
  expect(activeItem([actions], null, true)?.id).toBe('action:a');
});

test('what comes before them anyway, or was chosen, waits for nothing', () => {
  expect(activeItem([plans, actions], null, false)?.id).toBe('plan:1');
  expect(activeItem([actions], 'action:b', false)?.id).toBe('action:b');
  expect(activeItem([plans, runs], 'gone', true)?.id).toBe('plan:1');
});
