import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkFiles, formatViolation } from './check-files.ts';
import { RULES } from './rules.ts';
import { readSourceFiles } from './source-files.ts';

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');

it('every file of the repository keeps the rules', () => {
  const files = readSourceFiles(root);
  expect([...files.keys()]).toEqual(expect.arrayContaining(['shared/pulser/plan.ts', 'main/engine/ports/store.ts']));
  expect(checkFiles(files, RULES).map(formatViolation)).toEqual([]);
});
