import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_STATUSES } from '#shared/run/run.ts';
import type { RunAxes } from '#shared/run/status.ts';
import { isProved, runStatus, stepStatus } from '#shared/run/status.ts';
import { EXECUTIONS, VERDICTS, VERIFICATIONS } from '#shared/run/verdict.ts';

const axes = fc.record({
  execution: fc.constantFrom(...EXECUTIONS),
  verification: fc.constantFrom(...VERIFICATIONS),
  rollback: fc.constantFrom('none', 'running', 'verified', 'failed'),
  paused: fc.boolean(),
});

const steps = fc.record({
  status: fc.constantFrom(...STEP_STATUSES),
  verdict: fc.option(fc.constantFrom(...VERDICTS)),
  undo: fc.constantFrom(null, 'restored', 'unverified', 'not-restored', 'unreadable'),
});

const run = (changes: Partial<RunAxes>): RunAxes => ({
  execution: 'finished',
  verification: 'passed',
  rollback: 'none',
  paused: false,
  ...changes,
});

describe('how a run is shown', () => {
  it('is verified only where it finished and passed, and then always', () => {
    fc.assert(
      fc.property(axes, (any) => {
        const isGood = any.execution === 'finished' && any.verification === 'passed';
        expect(runStatus(any) === 'succeeded').toBe(isGood);
      }),
    );
  });

  it('is never verified or failed while it is pending, interrupted or waits', () => {
    fc.assert(
      fc.property(axes, fc.option(fc.constantFrom(...STEP_STATUSES)), (any, step) => {
        if (any.execution === 'finished' || any.execution === 'canceled') return;
        expect(['succeeded', 'failed', 'waived', 'rolledback', 'canceled']).not.toContain(runStatus(any, step));
      }),
    );
  });

  it('tells a pause from a question', () => {
    expect(runStatus(run({ execution: 'waiting', verification: 'pending', paused: true }))).toBe('paused');
    expect(runStatus(run({ execution: 'waiting', verification: 'pending' }))).toBe('approval');
    expect(runStatus(run({ execution: 'queued', verification: 'pending', paused: true }))).toBe('paused');
  });

  it('is rolled back only where that was verified', () => {
    expect(runStatus(run({ verification: 'failed', rollback: 'verified' }))).toBe('rolledback');
    expect(runStatus(run({ verification: 'failed', rollback: 'failed' }))).toBe('failed');
  });

  it('is in doubt where nothing could be read', () => {
    expect(runStatus(run({ verification: 'indeterminate' }))).toBe('indoubt');
    expect(runStatus(run({ execution: 'interrupted', verification: 'pending' }))).toBe('indoubt');
    expect(runStatus(run({ execution: 'running', verification: 'pending' }), 'doubt')).toBe('indoubt');
  });
});

describe('how a step is shown', () => {
  it('is verified only by a good verdict that was not undone', () => {
    fc.assert(
      fc.property(steps, (step) => {
        const isGood = ['verified', 'satisfied', 'carried'].includes(step.verdict ?? '');
        const expected = step.status === 'settled' && isGood && step.undo === null;
        expect(stepStatus(step) === 'succeeded').toBe(expected);
        if (step.status === 'settled') expect(isProved(step)).toBe(expected);
      }),
    );
  });

  it('stays failed when its undo says nothing', () => {
    expect(stepStatus({ status: 'settled', verdict: 'failed', undo: 'unverified' })).toBe('failed');
    expect(stepStatus({ status: 'settled', verdict: 'failed', undo: 'restored' })).toBe('rolledback');
    expect(stepStatus({ status: 'settled', verdict: 'verified', undo: 'unverified' })).toBe('indoubt');
  });
});
