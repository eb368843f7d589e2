import { expect, it } from 'vitest';
import { hitParts } from '#renderer/features/history/hit.ts';

it('marks a text wherever it stands, whatever its case, and keeps the rest', () => {
  const parts = hitParts('Role app_rw: drop APP_RW', 'app_rw');
  expect(parts).toEqual([
    { text: 'Role ', isHit: false },
    { text: 'app_rw', isHit: true },
    { text: ': drop ', isHit: false },
    { text: 'APP_RW', isHit: true },
  ]);
});

it('marks nothing without a text', () => {
  expect(hitParts('exit code 3', '  ')).toEqual([{ text: 'exit code 3', isHit: false }]);
});
