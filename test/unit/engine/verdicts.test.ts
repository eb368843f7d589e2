import { describe, expect, it } from 'vitest';
import { stepState } from '#main/engine/state.ts';
import { EngineDriver } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

type StepOptions = Parameters<typeof shellStep>[1];

function started(step: StepOptions, plan: Partial<Parameters<typeof planOf>[0]> = {}): EngineDriver {
  const driver = new EngineDriver(planOf({ ...plan, steps: [shellStep('one', step)] }));
  driver.claim();
  return driver;
}

function settled(driver: EngineDriver) {
  const { verdict, strength, reason, tries } = stepState(driver.state, 'one');
  return { verdict, strength, reason, tries };
}

describe('the verdict of a step', () => {
  it('green before: satisfied, and nothing acts', () => {
    const driver = started({});
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'satisfied', strength: 'satisfied', tries: 0 });
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'passed', strength: 'satisfied' });
  });

  it('green before with always: acts, and is only observed since no check was seen to fail', () => {
    const driver = started({ always: true });
    driver.read(driver.effect, 'green');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'observed', tries: 1 });
  });

  it('red before, green after: verified and proven', () => {
    const driver = started({});
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'proven' });
    expect(driver.state.verification).toBe('passed');
  });

  it('not readable before, green after: observed', () => {
    const driver = started({});
    driver.read(driver.effect, 'unreadable');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'observed' });
  });

  it('red before, red after: failed', () => {
    const driver = started({ effect: 'read' });
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'red');
    expect(settled(driver).verdict).toBe('failed');
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'failed' });
  });

  it('unreadable after: indeterminate, and the run waits for a decision without a lane', () => {
    const driver = started({});
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'unreadable');
    expect(settled(driver).verdict).toBe('indeterminate');
    expect(driver.state).toMatchObject({ execution: 'waiting', verification: 'pending', lane: null, owner: null });
    expect(stepState(driver.state, 'one').wait).toMatchObject({ kind: 'decision' });
  });

  it('a failed act fails its try although the checks would pass', () => {
    const driver = started({ effect: 'read' });
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: false });
    expect(settled(driver)).toMatchObject({ verdict: 'failed', reason: 'exit 1' });
  });

  it('allowFailure: the checks alone decide', () => {
    const driver = started({ allowFailure: true });
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: false });
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'proven' });
  });

  it('an exit code alone is weak; beside a check that turned green the step is proven', () => {
    const weak = started({ verify: [{ exit: 0 }] });
    weak.read(weak.effect, 'green');
    weak.act(weak.effect, { ok: true });
    weak.read(weak.effect, 'green');
    expect(settled(weak)).toMatchObject({ verdict: 'verified', strength: 'weak' });

    const proven = started({ verify: [{ exit: 0 }, { shell: 'x' }] });
    proven.read(proven.effect, 'red');
    proven.act(proven.effect, { ok: true });
    proven.read(proven.effect, 'green');
    expect(settled(proven).strength).toBe('proven');
  });

  it('a check that needs the result forbids skipping, however green the others are', () => {
    const driver = started({ verify: [{ shell: 'x' }, { output: 'true' }] });
    driver.read(driver.effect, 'green');
    expect(driver.effect).toMatchObject({ kind: 'act' });
  });

  it('a red warning neither fails the step nor makes it worth more', () => {
    const driver = started({ verify: [{ exit: 0 }, { shell: 'x', severity: 'warn' }] });
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, ['green', 'red']);
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'weak' });
  });

  it('a person confirms: attested; does not confirm: failed', () => {
    for (const [answer, verdict, strength] of [
      ['approve', 'verified', 'attested'],
      ['deny', 'failed', null],
    ] as const) {
      const driver = started({ effect: 'read', verify: [{ human: 'Is the light green?' }] });
      driver.read(driver.effect, []);
      driver.act(driver.effect, { ok: true });
      driver.read(driver.effect, []);
      expect(driver.state.execution).toBe('waiting');
      driver.send({ type: 'answer', answer: { kind: answer }, reason: null });
      driver.claim();
      expect(settled(driver)).toMatchObject({ verdict, strength });
    }
  });

  it('a red precondition blocks the step, and nothing is touched', () => {
    const driver = started({ before: [{ shell: 'ready' }] });
    driver.read(driver.effect, 'red', 'red');
    expect(settled(driver)).toMatchObject({ verdict: 'blocked', tries: 0 });
    expect(driver.events.some((event) => event.type === 'act.started')).toBe(false);
    expect(driver.state).toMatchObject({ verification: 'failed', rollback: 'none' });
  });

  it('an unreadable precondition blocks as well', () => {
    const driver = started({ before: [{ shell: 'ready' }] });
    driver.read(driver.effect, 'red', 'unreadable');
    expect(settled(driver).verdict).toBe('blocked');
  });

  it('every step skipped: finished, but nothing was verified', () => {
    const driver = started({ when: 'false' });
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'indeterminate', strength: null });
  });

  it('the run rests on its weakest step', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a'), shellStep('b', { verify: [{ exit: 0 }] })] }));
    driver.claim();
    driver.read(driver.effect, 'green');
    driver.read(driver.effect, []);
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    expect(driver.state.strength).toBe('weak');
  });
});

describe('tries', () => {
  const retry = { attempts: 3, backoff: '2s', factor: 2, max: '3s' };

  it('back off as the policy says, look again first, and end after the last', () => {
    const driver = started({ effect: 'read', retry });
    driver.read(driver.effect, 'red');
    const waits: number[] = [];
    for (let attempt = 1; attempt < 3; attempt += 1) {
      driver.act(driver.effect, { ok: false });
      const timer = driver.effect;
      if (timer.kind !== 'timer') throw new Error('no timer');
      waits.push(timer.at - driver.at);
      expect(driver.refusal({ type: 'fire-timer', timer: 'retry', stepId: 'one' })).toBe('run.stale');
      driver.fire(timer);
      expect(driver.effect).toMatchObject({ kind: 'read', phase: 'retry' });
      driver.read(driver.effect, 'red');
    }
    driver.act(driver.effect, { ok: false });
    expect(waits).toEqual([2000, 3000]);
    expect(settled(driver)).toMatchObject({ verdict: 'failed', tries: 3 });
  });

  it('do not act again once the checks turned green', () => {
    const driver = started({ retry });
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'red');
    driver.fire(driver.effect);
    driver.read(driver.effect, 'green');
    expect(settled(driver)).toMatchObject({ verdict: 'verified', strength: 'proven', tries: 1 });
  });
});
