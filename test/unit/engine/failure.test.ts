import { describe, expect, it } from 'vitest';
import { stepState } from '#main/engine/state.ts';
import type { PlanSource } from '#shared/pulser/plan.ts';
import { EngineDriver } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

const undo = { shell: 'undo' };

/** Two steps that acted, and a third whose act fails. */
function failing(onFailure: PlanSource['onFailure'], third: Parameters<typeof shellStep>[1] = {}): EngineDriver {
  const steps = [shellStep('a', { undo }), shellStep('b', { undo }), shellStep('c', { undo, ...third })];
  const driver = new EngineDriver(planOf({ onFailure, steps }));
  driver.claim();
  for (const _ of ['a', 'b']) {
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
  }
  driver.read(driver.effect, 'red');
  driver.act(driver.effect, { ok: false });
  return driver;
}

describe('rollback', () => {
  it('undoes every acted step, last first, and reads each back', () => {
    const driver = failing('rollback');
    const order: string[] = [];
    while (driver.state.execution === 'running') {
      const { effect } = driver;
      if (effect.kind === 'act') {
        order.push(effect.stepId);
        driver.act(effect, { ok: true });
      } else driver.read(effect, 'red');
    }
    expect(order).toEqual(['c', 'b', 'a']);
    expect(driver.state).toMatchObject({
      execution: 'finished',
      verification: 'failed',
      rollback: 'verified',
      left: [],
    });
    expect(driver.state.reason).toContain('rolled back, verified');
  });

  it('names what is left when a check does not read as before', () => {
    const driver = failing('rollback');
    while (driver.state.execution === 'running') {
      const { effect } = driver;
      if (effect.kind === 'act') driver.act(effect, { ok: true });
      else driver.read(effect, effect.stepId === 'b' ? 'green' : 'red');
    }
    expect(driver.state).toMatchObject({ rollback: 'failed', left: ['b'] });
    expect(stepState(driver.state, 'b').undo).toMatchObject({ verdict: 'not-restored' });
    expect(driver.state.reason).toContain('left: b');
  });

  it('of a step without undo reads whether anything is left', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: false });
    expect(driver.effect).toMatchObject({ kind: 'read', phase: 'undo' });
    driver.read(driver.effect, 'red');
    expect(driver.state).toMatchObject({ rollback: 'verified', left: [] });
  });

  it('never claims to have undone what it could not read', () => {
    for (const [status, verdict] of [
      ['unreadable', 'unreadable'],
      ['red', 'restored'],
    ] as const) {
      const driver = failing('rollback');
      driver.act(driver.effect, { ok: true });
      driver.read(driver.effect, status);
      expect(stepState(driver.state, 'c').undo?.verdict).toBe(verdict);
    }
    const unread = new EngineDriver(planOf({ steps: [shellStep('a', { undo, verify: [{ exit: 0 }] })] }));
    unread.claim();
    unread.read(unread.effect, []);
    unread.act(unread.effect, { ok: false });
    unread.act(unread.effect, { ok: true });
    unread.read(unread.effect, []);
    expect(stepState(unread.state, 'a').undo?.verdict).toBe('unverified');
    expect(unread.state).toMatchObject({ rollback: 'failed', left: ['a'] });
  });

  it.each([
    // before, after (null: the act failed, so nothing was read), undo ends well, now
    ['red', 'green', true, 'red', 'restored'],
    ['red', 'green', false, 'red', 'restored'],
    ['green', 'red', true, 'green', 'restored'],
    ['red', 'red', true, 'red', 'restored'],
    ['red', null, true, 'red', 'restored'],
    ['red', 'red', false, 'red', 'not-restored'],
    ['red', null, false, 'red', 'not-restored'],
    ['green', 'green', true, 'green', 'unverified'],
    ['green', 'green', false, 'green', 'not-restored'],
    ['green', null, true, 'green', 'unverified'],
    ['green', null, false, 'green', 'not-restored'],
    ['green', 'unreadable', true, 'green', 'unverified'],
    ['unreadable', 'green', true, 'unreadable', 'unverified'],
  ] as const)(
    'of a check %s before and %s after the act, undo ok: %s, and %s now: %s',
    (before, after, ok, now, verdict) => {
      const steps = [
        shellStep('a', { undo, always: true }),
        shellStep('b', { effect: 'read', do: { shell: 'no' }, verify: [{ shell: 'never' }] }),
      ];
      const driver = new EngineDriver(planOf({ steps }));
      driver.claim();
      driver.read(driver.effect, before);
      driver.act(driver.effect, { ok: after !== null });
      if (after !== null) driver.read(driver.effect, after);
      if (after === 'green') {
        driver.read(driver.effect, 'red');
        driver.act(driver.effect, { ok: false });
      }
      if (after === 'unreadable')
        driver.send({ type: 'answer', answer: { kind: 'decide', decision: 'rollback' }, reason: 'x' });
      if (driver.state.execution !== 'running') driver.claim();
      expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'a' });
      driver.act(driver.effect, { ok });
      driver.read(driver.effect, now);
      expect(stepState(driver.state, 'a').undo?.verdict).toBe(verdict);
      expect(driver.state.rollback).toBe(verdict === 'restored' ? 'verified' : 'failed');
    },
  );

  it('does an undo that was cut off again, where no check shows that it was done', () => {
    const driver = failing('rollback');
    expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'c' });
    driver.claim();
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'c' });
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'red');
    expect(stepState(driver.state, 'c').undo?.verdict).toBe('restored');
  });
});

describe('onFailure', () => {
  it('stop: ends and names what acted', () => {
    const driver = failing('stop');
    expect(driver.state).toMatchObject({
      execution: 'finished',
      verification: 'failed',
      rollback: 'none',
      left: ['a', 'b', 'c'],
    });
  });

  it('pause: waits for a decision, holding no lane; retry acts again and the run can pass', () => {
    const driver = failing('pause');
    expect(driver.state).toMatchObject({ execution: 'waiting', lane: null });
    driver.send({ type: 'answer', answer: { kind: 'decide', decision: 'retry' }, reason: 'disk freed' });
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'passed', strength: 'proven' });
  });

  it('pause, then rollback', () => {
    const driver = failing('pause');
    driver.send({ type: 'answer', answer: { kind: 'decide', decision: 'rollback' }, reason: null });
    driver.claim();
    expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'c' });
  });
});

describe('approval', () => {
  const approve = { reason: 'required', expires: '2h' } as const;

  it('waits without a lane, needs a reason, reads again, then acts', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a', { approve })] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    expect(driver.state).toMatchObject({ execution: 'waiting', lane: null, verification: 'pending' });
    expect(driver.refusal({ type: 'answer', answer: { kind: 'approve' }, reason: null })).toBe('run.reason-required');
    expect(driver.refusal({ type: 'answer', answer: { kind: 'values', values: {} }, reason: 'x' })).toBe(
      'run.wrong-answer',
    );
    driver.send({ type: 'answer', answer: { kind: 'approve' }, reason: 'window open' });
    expect(driver.events.at(-1)).toMatchObject({ type: 'run.requeued' });
    driver.claim();
    expect(driver.effect).toMatchObject({ kind: 'read', phase: 'before' });
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act' });
  });

  it('denied and expired are outcomes of their own', () => {
    const denied = new EngineDriver(planOf({ steps: [shellStep('a', { approve })] }));
    denied.claim();
    denied.read(denied.effect, 'red');
    denied.send({ type: 'answer', answer: { kind: 'deny' }, reason: 'not today' });
    denied.claim();
    expect(denied.verdict('a')).toBe('denied');

    const expired = new EngineDriver(planOf({ steps: [shellStep('a', { approve })] }));
    expired.claim();
    expired.read(expired.effect, 'red');
    expect(expired.refusal({ type: 'fire-timer', timer: 'expiry', stepId: 'a' })).toBe('run.stale');
    expired.at += 2 * 3_600_000;
    expect(expired.refusal({ type: 'answer', answer: { kind: 'approve' }, reason: 'late' })).toBe(
      'run.question-expired',
    );
    expired.send({ type: 'fire-timer', timer: 'expiry', stepId: 'a' });
    expired.claim();
    expect(expired.verdict('a')).toBe('expired');
    expect(expired.state.verification).toBe('failed');
  });

  it('an irreversible step asks by itself; the caller’s blanket approval is part of the record', () => {
    const plan = planOf({ steps: [shellStep('a', { effect: 'irreversible' })] });
    const asked = new EngineDriver(plan);
    asked.claim();
    asked.read(asked.effect, 'red');
    expect(asked.state.execution).toBe('waiting');
    const allowed = new EngineDriver(plan, { policy: { strict: false, approve: true } });
    allowed.claim();
    allowed.read(allowed.effect, 'red');
    expect(allowed.effect).toMatchObject({ kind: 'act' });
    expect(stepState(allowed.state, 'a').answers).toMatchObject([{ kind: 'approval', actor: { name: 'ada' } }]);
  });

  it('a form fills the outputs', () => {
    const driver = new EngineDriver(
      planOf({
        steps: [
          {
            id: 'ask',
            do: { human: { ask: 'Which?', fields: { host: { type: 'string' } } } },
            verify: [{ output: 'result.values.host != ""' }],
          },
        ],
      }),
    );
    driver.claim();
    driver.read(driver.effect, []);
    expect(stepState(driver.state, 'ask').wait).toMatchObject({ kind: 'form', fields: { host: { type: 'string' } } });
    driver.send({ type: 'answer', answer: { kind: 'values', values: { host: 'db1' } }, reason: null });
    driver.claim();
    driver.read(driver.effect, 'green');
    expect(stepState(driver.state, 'ask')).toMatchObject({
      verdict: 'verified',
      strength: 'observed',
      outputs: { host: 'db1' },
    });
  });
});

describe('the graph', () => {
  it('runs independent steps up to `parallel`, in the plan’s order', () => {
    const steps = ['a', 'b', 'c'].map((id) => shellStep(id, { needs: [] }));
    const driver = new EngineDriver(planOf({ parallel: 2, steps }));
    driver.claim();
    expect(driver.effects.map((effect) => effect.stepId)).toEqual(['a', 'b']);
    driver.read(driver.effects[0] as never, 'green');
    expect(driver.effects.map((effect) => effect.stepId)).toEqual(['b', 'c']);
  });

  it('skips what needs the outputs of a skipped step, and says so', () => {
    const driver = new EngineDriver(
      planOf({
        steps: [
          shellStep('a', { when: 'false', outputs: { x: 'result.exitCode' } }),
          shellStep('b', { do: { shell: 'b', env: { X: '${{ steps.a.outputs.x }}' } } }),
          shellStep('c'),
        ],
      }),
    );
    driver.claim();
    expect(driver.verdict('b')).toBe('skipped');
    expect(stepState(driver.state, 'b').reason).toBe('needs output x of a, which was skipped');
    expect(driver.effect.stepId).toBe('c');
  });

  it('lets a parallel step finish after another failed, and does not start a new act', () => {
    const driver = new EngineDriver(
      planOf({
        parallel: 2,
        steps: [shellStep('a', { needs: [], undo }), shellStep('b', { needs: [], undo }), shellStep('c')],
      }),
    );
    driver.claim();
    const [a, b] = driver.effects;
    if (a === undefined || b === undefined) throw new Error('expected two');
    driver.read(a, 'red');
    driver.read(b, 'red');
    const [actA, actB] = driver.effects;
    if (actA === undefined || actB === undefined) throw new Error('expected two');
    driver.act(actA, { ok: false });
    expect(driver.state.undoOrder).toBeNull();
    driver.act(actB, { ok: true });
    driver.read(driver.effect, 'green');
    const orders = driver.events.flatMap((event) => (event.type === 'rollback.started' ? [event.data.order] : []));
    expect(orders).toEqual([['b', 'a']]);
  });

  it('ends when its time is up: the act is stopped, and what acted is undone', () => {
    const driver = new EngineDriver(
      planOf({ timeout: '1m', steps: [shellStep('a', { undo, retry: { attempts: 9 } })] }),
    );
    driver.claim();
    driver.read(driver.effects.find((effect) => effect.kind === 'read') as never, 'red');
    const timer = driver.effects.find((effect) => effect.kind === 'timer');
    driver.fire(timer as never);
    expect(driver.effect).toMatchObject({ kind: 'act', stop: 'timeout' });
    driver.act(driver.effect, { ok: false, stopped: true });
    expect(driver.verdict('a')).toBe('failed');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'red');
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'failed', rollback: 'verified' });
  });

  it('does not count the time that a person takes', () => {
    const driver = new EngineDriver(planOf({ timeout: '1m', steps: [shellStep('a', { approve: true })] }));
    const deadline = () => driver.effects.find((effect) => effect.kind === 'timer')?.at;
    driver.claim();
    driver.at += 20_000;
    driver.read(driver.effects.find((effect) => effect.kind === 'read') as never, 'red');
    driver.at += 3_600_000;
    driver.send({ type: 'answer', answer: { kind: 'approve' }, reason: null });
    driver.claim();
    expect(deadline()).toBe(driver.at + 40_000);
  });

  it('keeps the outputs of steps that an earlier attempt verified', () => {
    const plan = planOf({ steps: [shellStep('a'), shellStep('b')] });
    const driver = new EngineDriver(plan, {
      attemptOf: {
        runId: 'earlier' as never,
        fromStep: 'b',
        revision: 'recorded',
        carried: [{ stepId: 'a', strength: 'proven', outputs: { x: 1 }, skipped: false }],
      },
    });
    driver.claim();
    expect(driver.verdict('a')).toBe('carried');
    expect(driver.effect.stepId).toBe('b');
    driver.read(driver.effect, 'green');
    expect(driver.state).toMatchObject({ verification: 'passed', strength: 'satisfied' });
  });
});

describe('a waiver', () => {
  it('of every step that kept the run from passing makes it waived, never green', () => {
    const driver = failing('stop');
    const waive = (stepId: string, reason = 'known defect', until: number | null = null) =>
      ({ type: 'waive', stepId, reason, until }) as const;
    expect(driver.refusal(waive('a'))).toBe('run.nothing-to-waive');
    expect(driver.refusal(waive('x'))).toBe('run.unknown-step');
    expect(driver.refusal(waive('c', ' '))).toBe('run.reason-required');
    expect(driver.refusal(waive('c', 'x', driver.at))).toBe('run.waiver-expired');
    driver.send(waive('c', 'known defect', driver.at + 1000));
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'waived' });
    expect(driver.state.waivers).toMatchObject([{ stepId: 'c', actor: { name: 'ada' } }]);
  });

  it('is for ended runs only', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    expect(driver.refusal({ type: 'waive', stepId: 'a', reason: 'x', until: null })).toBe('run.not-ended');
  });
});
