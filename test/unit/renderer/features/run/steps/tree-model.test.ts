import { expect, test } from 'vitest';
import { checkStatus, defaultStep, neighbour, treeRows, undoWord } from '#renderer/features/run/steps/tree-model.ts';
import { reading, stepDetail } from '../step-details.ts';

const undo = { text: 'rm note', verdict: null, reason: '' };

test('a step has its checks and its undo under it, unless it is folded', () => {
  const steps = [stepDetail(0, {}, { undo }), stepDetail(1, {}, { effect: 'irreversible' }), stepDetail(2)];
  expect(treeRows(steps, new Set(['step-3'])).map(({ key }) => key)).toEqual([
    'step-1',
    'step-1/check/0',
    'step-1/undo',
    'step-2',
    'step-2/check/0',
    'step-2/undo',
    'step-3',
  ]);
});

test('a check is shown by what it read after the act; red before it has failed nothing', () => {
  const step = stepDetail(0, { status: 'acting' });
  const [check] = step.checks;
  if (check === undefined) throw new Error('no check');
  expect(checkStatus({ ...check, before: reading('red') }, step)).toBe('queued');
  expect(checkStatus({ ...check, before: reading('red'), after: reading('green') }, step)).toBe('succeeded');
  expect(checkStatus({ ...check, after: reading('unreadable') }, step)).toBe('indoubt');
  const satisfied = stepDetail(0, { status: 'settled', verdict: 'satisfied' });
  expect(checkStatus({ ...check, before: reading('green') }, satisfied)).toBe('succeeded');
});

test('an undo is armed once its step has acted', () => {
  const act = { try: 1, undo: false, startedAt: 1, finishedAt: 2, ok: true, error: null, log: null };
  expect(undoWord(stepDetail(0, {}, { undo }))).toBe('');
  expect(undoWord(stepDetail(0, { status: 'settled' }, { undo, acts: [act] }))).toBe('armed');
  expect(undoWord(stepDetail(0, {}, { undo: { ...undo, verdict: 'restored' }, acts: [act] }))).toBe('restored');
});

test('keys go from step to step and stop at the ends', () => {
  const steps = [stepDetail(0), stepDetail(1)];
  expect(neighbour(steps, 'step-1', 1)).toBe('step-2');
  expect(neighbour(steps, 'step-2', 1)).toBe('step-2');
  expect(neighbour(steps, null, 1)).toBe('step-1');
});

test('what is looked at first: what works, else what failed, else what came last', () => {
  const ended = stepDetail(0, { status: 'settled', verdict: 'verified', startedAt: 1 });
  const failed = stepDetail(1, { status: 'settled', verdict: 'failed', startedAt: 2 });
  expect(defaultStep([ended, failed, stepDetail(2, { status: 'acting', startedAt: 3 })])).toBe('step-3');
  expect(defaultStep([ended, failed, stepDetail(2)])).toBe('step-2');
  expect(defaultStep([ended, stepDetail(1)])).toBe('step-1');
});
