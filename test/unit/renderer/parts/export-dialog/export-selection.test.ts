import { expect, test } from 'vitest';
import {
  isIncluded,
  NOTHING_WITHHELD,
  totals,
  withField,
  withPart,
} from '#renderer/parts/export-dialog/export-selection.ts';
import type { ExportPreview } from '#shared/api/proofs.ts';

const plan = { kind: 'plan', label: 'plan', exclude: null, files: 2, bytes: 10 } as const;
const log = { kind: 'log', label: 'output of a', exclude: 'a', files: 1, bytes: 100 } as const;
const file = { kind: 'artifact', label: 'a', exclude: 'a', files: 1, bytes: 1000 } as const;
const preview = { included: [plan, log, file] } as unknown as ExportPreview;

test('logs and artifacts of one name are chosen apart; what the proofs need stays', () => {
  const without = withPart(NOTHING_WITHHELD, log, false);
  expect([plan, log, file].map((part) => isIncluded(part, without))).toEqual([true, false, true]);
  expect(totals(preview, without)).toEqual({ files: 3, bytes: 1010 });
  expect(totals(preview, withPart(without, plan, false))).toEqual({ files: 3, bytes: 1010 });
  expect(totals(preview, withPart(without, log, true))).toEqual({ files: 4, bytes: 1110 });
});

test('values are withheld by pattern', () => {
  const some = withField(NOTHING_WITHHELD, '*:/outputs/*', true);
  expect([...some.fields]).toEqual(['*:/outputs/*']);
  expect([...withField(some, '*:/outputs/*', false).fields]).toEqual([]);
});
