import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RULES } from './rules.ts';

it('every package of the product stands in the table', () => {
  const file = new URL('../../package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  expect(Object.keys(RULES.packages)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
});
