import { describe, expect, it } from 'vitest';
import { summarise } from '#main/engine/project.ts';
import { EngineDriver } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

const undo = { shell: 'undo' };

describe('cancel', () => {
  it('before anything: canceled at once', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.send({ type: 'cancel', reason: 'wrong plan' });
    expect(driver.state).toMatchObject({ execution: 'canceled', verification: 'pending' });
    expect(driver.state.reason).toContain('wrong plan');
  });

  it('in mid-act: the act is ended, the step is canceled, and nobody says it passed', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a', { undo })] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.send({ type: 'cancel', reason: null });
    expect(driver.effect).toMatchObject({ kind: 'act', stop: 'canceled' });
    driver.act(driver.effect, { ok: false, stopped: true });
    expect(driver.effect.kind).toBe('sweep');
    driver.sweep();
    expect(driver.state).toMatchObject({ execution: 'canceled', verification: 'indeterminate', left: ['a'] });
    expect(driver.verdict('a')).toBe('canceled');
  });

  it('of a run whose owner is gone ends with the next owner, without a new act', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.send({ type: 'cancel', reason: null });
    driver.claim();
    expect(driver.effect.kind).toBe('sweep');
    driver.sweep();
    expect(driver.state.execution).toBe('canceled');
  });

  describe('where nobody executes the run', () => {
    const steps = [shellStep('a'), shellStep('b', { approve: true })];
    const parked = () => {
      const driver = new EngineDriver(planOf({ steps }));
      driver.claim();
      driver.read(driver.effect, 'red');
      driver.act(driver.effect, { ok: true });
      driver.read(driver.effect, 'green');
      driver.read(driver.effect, 'red');
      expect(driver.state).toMatchObject({ execution: 'waiting', owner: null });
      return driver;
    };

    it('is canceled only once what it started was ended, and says until then that it is being canceled', () => {
      const driver = parked();
      driver.send({ type: 'cancel', reason: 'wrong host' });
      expect(summarise(driver.state)).toMatchObject({
        execution: 'queued',
        canceling: true,
        waitingFor: null,
        reason: 'being canceled by ada: wrong host',
      });
      driver.sweep();
      expect(summarise(driver.state)).toMatchObject({
        execution: 'canceled',
        canceling: false,
        verification: 'pending',
        reason: 'canceled by ada: wrong host',
      });
      expect(driver.state.left).toEqual(['a']);
    });

    it('a pause does not hold it, nor does a question', () => {
      const driver = parked();
      driver.send({ type: 'pause', reason: null });
      driver.send({ type: 'cancel', reason: null });
      expect(driver.state).toMatchObject({ execution: 'queued', pause: null });
      expect(driver.refusal({ type: 'answer', answer: { kind: 'approve' }, reason: null })).not.toBeUndefined();
      driver.claim();
      expect(driver.effects).toEqual([{ kind: 'sweep', key: 'sweep/2', stepId: null }]);
    });

    it('an owner that stops in the middle leaves it to the next one', () => {
      const driver = parked();
      driver.send({ type: 'cancel', reason: null });
      driver.claim();
      driver.send({ type: 'interrupt', reason: 'stopped', isFault: true });
      expect(driver.state).toMatchObject({ execution: 'queued' });
      driver.sweep();
      expect(driver.state.execution).toBe('canceled');
    });

    it('a sweep that began before somebody claimed it says nothing any more', () => {
      const driver = parked();
      driver.send({ type: 'cancel', reason: null });
      const { generation } = driver.state;
      driver.claim();
      expect(driver.refusal({ type: 'report-sweep', generation, ended: 0, problem: null })).toBe('run.stale');
    });

    it('what could not be ended stands in its reason, and nobody says that all is well', () => {
      const driver = parked();
      driver.send({ type: 'cancel', reason: null });
      driver.sweep('processes that could not be ended: 12');
      expect(driver.state).toMatchObject({
        execution: 'canceled',
        verification: 'indeterminate',
        reason: 'canceled by ada; processes that could not be ended: 12',
      });
    });

    it('a run that was not canceled is never swept', () => {
      const driver = parked();
      expect(driver.refusal({ type: 'report-sweep', generation: 1, ended: 0, problem: null })).toBe('run.stale');
    });
  });

  it('twice, or after the end, is refused and changes nothing', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.send({ type: 'cancel', reason: null });
    expect(driver.refusal({ type: 'cancel', reason: null })).toBe('run.cancel-pending');
    driver.act(driver.effect, { ok: false, stopped: true });
    driver.sweep();
    expect(driver.refusal({ type: 'cancel', reason: null })).toBe('run.ended');
  });
});
