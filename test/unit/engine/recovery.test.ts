import { describe, expect, it } from 'vitest';
import { stepState } from '#main/engine/state.ts';
import type { ReadingStatus } from '#shared/run/reading.ts';
import { EngineDriver } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

/** A run whose owner died while the only step acted; a new owner has it. */
function interrupted(step: Parameters<typeof shellStep>[1]): EngineDriver {
  const driver = new EngineDriver(planOf({ steps: [shellStep('one', step)] }));
  driver.claim();
  driver.read(driver.effect, 'red');
  expect(driver.effect).toMatchObject({ kind: 'act' });
  driver.claim();
  return driver;
}

const acts = (driver: EngineDriver) => driver.events.filter((event) => event.type === 'act.started').length;

describe('a step in doubt', () => {
  it('is verified without a second act when its checks are green', () => {
    const driver = interrupted({});
    expect(stepState(driver.state, 'one').status).toBe('doubt');
    expect(driver.effect).toMatchObject({ kind: 'read', phase: 'recovery' });
    driver.read(driver.effect, 'green');
    expect(driver.verdict('one')).toBe('verified');
    expect(stepState(driver.state, 'one').strength).toBe('proven');
    expect(acts(driver)).toBe(1);
  });

  it('acts again on red while tries are left', () => {
    const driver = interrupted({ retry: { attempts: 2 } });
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act', try: 2 });
  });

  it('fails on red when no try is left', () => {
    const driver = interrupted({ effect: 'read' });
    driver.read(driver.effect, 'red');
    expect(driver.verdict('one')).toBe('failed');
    expect(acts(driver)).toBe(1);
  });

  it.each([
    ['unreadable', 'write'],
    ['unreadable', 'irreversible'],
    ['red', 'irreversible'],
  ] as const)('waits for the operator when %s and %s', (status: ReadingStatus, effect) => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('one', { effect, retry: { attempts: 5 } })] }), {
      policy: { strict: false, approve: true },
    });
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.claim();
    driver.read(driver.effect, status);
    expect(driver.verdict('one')).toBe('indeterminate');
    expect(driver.state.execution).toBe('waiting');
    expect(acts(driver)).toBe(1);
  });

  it.each([
    ['fail', 'failed', 1],
    ['ask', 'indeterminate', 1],
    ['retry', null, 2],
  ] as const)('onInterrupt: %s', (onInterrupt, verdict, count) => {
    const driver = interrupted({ onInterrupt, effect: 'read' });
    expect(driver.verdict('one')).toBe(verdict);
    expect(acts(driver)).toBe(count);
  });

  it.each([
    [{ onInterrupt: 'verify', retry: { attempts: 3 } }],
    [{ onInterrupt: 'retry', retry: { attempts: 3 } }],
  ] as const)('does not act again once another step has failed: its checks are read, and it is settled', (step) => {
    const steps = [shellStep('a', { ...step, needs: [] }), shellStep('b', { needs: [] })];
    const failingBesideDoubt = () => {
      const driver = new EngineDriver(planOf({ parallel: 2, onFailure: 'stop', steps }));
      driver.claim();
      for (const effect of driver.effects) driver.read(effect, 'red');
      const [, second] = driver.effects;
      if (second === undefined) throw new Error('both act');
      driver.act(second, { ok: false });
      expect(driver.state.failure).toMatchObject({ stepId: 'b' });
      driver.claim();
      expect(driver.effect).toMatchObject({ kind: 'read', stepId: 'a', phase: 'recovery' });
      return driver;
    };
    const red = failingBesideDoubt();
    red.read(red.effect, 'red');
    expect(red.verdict('a')).toBe('failed');
    expect(stepState(red.state, 'a').reason).toContain('b failed');
    expect(red.state).toMatchObject({ execution: 'finished', verification: 'failed', left: ['a', 'b'] });
    expect(acts(red)).toBe(2);
    const green = failingBesideDoubt();
    green.read(green.effect, 'green');
    expect(green.verdict('a')).toBe('verified');
  });

  it.each([
    [{}, 2],
    [{ retry: { attempts: 4 } }, 4],
  ])(
    'onInterrupt: retry acts again at least once, and at most as often as %j allows; then the checks decide',
    (more, most) => {
      const driver = new EngineDriver(planOf({ steps: [shellStep('one', { onInterrupt: 'retry', ...more })] }));
      driver.claim();
      driver.read(driver.effect, 'red');
      for (let count = 1; count < most; count += 1) {
        expect(driver.effect).toMatchObject({ kind: 'act', try: count });
        driver.claim();
      }
      expect(acts(driver)).toBe(most);
      driver.claim();
      expect(driver.effect).toMatchObject({ kind: 'read', phase: 'recovery' });
      driver.read(driver.effect, 'red');
      expect(driver.verdict('one')).toBe('failed');
      expect(acts(driver)).toBe(most);
    },
  );

  it('is decided by the operator: recheck, then green', () => {
    const driver = interrupted({ onInterrupt: 'ask' });
    driver.send({ type: 'answer', answer: { kind: 'decide', decision: 'recheck' }, reason: null });
    expect(driver.state.execution).toBe('queued');
    driver.claim();
    driver.read(driver.effect, 'green');
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'passed' });
    expect(acts(driver)).toBe(1);
  });

  it('a late report of the old owner has no place', () => {
    const driver = interrupted({});
    expect(
      driver.refusal({
        type: 'report-act',
        stepId: 'one',
        try: 1,
        undo: false,
        report: {
          ok: true,
          stopped: false,
          error: null,
          result: {},
          outputs: {},
          artifacts: [],
          log: null,
          call: {},
          tool: { kind: 'shell', name: 'sh', version: '1' },
          startedAt: 0,
          durationMs: 0,
        },
      }),
    ).toBe('run.stale');
  });

  it('an undo that was cut off is done again unless the checks read as before', () => {
    const plan = planOf({ steps: [shellStep('a', { undo: { shell: 'undo a' } }), shellStep('b', { effect: 'read' })] });
    const toUndo = () => {
      const driver = new EngineDriver(plan);
      driver.claim();
      driver.read(driver.effect, 'red');
      driver.act(driver.effect, { ok: true });
      driver.read(driver.effect, 'green');
      driver.read(driver.effect, 'red');
      driver.act(driver.effect, { ok: false });
      expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'a' });
      driver.claim();
      expect(driver.effect).toMatchObject({ kind: 'read', phase: 'undo' });
      return driver;
    };
    const done = toUndo();
    done.read(done.effect, 'red');
    expect(done.state).toMatchObject({ execution: 'finished', rollback: 'verified' });
    const again = toUndo();
    again.read(again.effect, 'green');
    expect(again.effect).toMatchObject({ kind: 'act', undo: true, try: 2 });
  });

  it('after a fault of the product the run waits for a person, who can let it go on', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('one'), shellStep('two')] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.send({ type: 'interrupt', reason: 'disk full', isFault: true });
    expect(driver.state).toMatchObject({ execution: 'waiting', lane: null });
    expect(stepState(driver.state, 'one')).toMatchObject({ verdict: 'indeterminate', wait: { kind: 'decision' } });
    expect(stepState(driver.state, 'one').reason).toContain('disk full');
    driver.send({ type: 'answer', answer: { kind: 'decide', decision: 'recheck' }, reason: null });
    driver.claim();
    driver.read(driver.effect, 'green');
    expect(driver.verdict('one')).toBe('verified');
    expect(driver.effect).toMatchObject({ kind: 'read', stepId: 'two' });
  });

  it('a fault in mid-undo leaves that step named, and the others are undone still', () => {
    const undo = { shell: 'undo' };
    const driver = new EngineDriver(planOf({ steps: [shellStep('a', { undo }), shellStep('b', { undo })] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: false });
    driver.send({ type: 'interrupt', reason: 'disk full', isFault: true });
    expect(driver.state.execution).toBe('queued');
    driver.claim();
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'red');
    expect(driver.state).toMatchObject({ execution: 'finished', rollback: 'failed', left: ['b'] });
  });
});
