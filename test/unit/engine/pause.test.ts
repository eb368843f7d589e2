import { describe, expect, it } from 'vitest';
import { summarise } from '#main/engine/project.ts';
import { EngineDriver } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

const undo = { shell: 'undo it' };
const pause = { type: 'pause', reason: 'window closed' } as const;
const lift = { type: 'lift-pause', reason: null } as const;

function started(...steps: ReturnType<typeof shellStep>[]): EngineDriver {
  const driver = new EngineDriver(planOf({ timeout: '1h', steps }));
  driver.claim();
  return driver;
}

function types(events: readonly { readonly type: string }[]): readonly string[] {
  return events.map((event) => event.type);
}

describe('a pause', () => {
  it('lets an act come to its end and be verified, and parks before the next step', () => {
    const driver = started(shellStep('a'), shellStep('b'));
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    expect(types(driver.send(pause))).toEqual(['pause.requested']);
    expect(summarise(driver.state)).toMatchObject({ execution: 'running', paused: true });
    const act = driver.effects.find((effect) => effect.kind === 'act');
    driver.act(act ?? driver.effect, { ok: true });
    const read = driver.effects.find((effect) => effect.kind === 'read');
    driver.read(read ?? driver.effect, 'green');
    expect(driver.verdict('a')).toBe('verified');
    expect(types(driver.events.slice(-2))).toEqual(['step.settled', 'run.parked']);
    expect(summarise(driver.state)).toMatchObject({
      execution: 'waiting',
      paused: true,
      waitingFor: null,
      lane: null,
      reason: 'paused by ada: window closed',
    });
    expect(types(driver.send(lift))).toEqual(['pause.lifted', 'run.requeued']);
    driver.claim();
    expect(driver.effects.map((effect) => effect.key)).toContainEqual(expect.stringMatching(/^read\/b\/before/));
    expect(summarise(driver.state)).toMatchObject({ execution: 'running', paused: false, reason: '' });
  });

  it('parks at once when nothing acts, drops the readings under way, and takes them again afterwards', () => {
    const driver = started(shellStep('a'));
    const read = driver.effects.find((effect) => effect.kind === 'read');
    if (read?.kind !== 'read') throw new Error('nothing is read');
    expect(types(driver.send(pause))).toEqual(['pause.requested', 'run.parked']);
    const { stepId, phase } = read;
    const late = {
      type: 'report-readings',
      stepId,
      phase,
      try: 0,
      preconditions: [],
      readings: [],
      error: null,
    } as const;
    expect(driver.refusal(late)).toBe('run.stale');
    driver.send(lift);
    driver.claim();
    expect(driver.effects.map((effect) => effect.kind)).toEqual(['read', 'timer']);
  });

  it('keeps a queued run from being claimed', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.send(pause);
    expect(driver.state).toMatchObject({ execution: 'waiting', pause: { hasParked: true } });
    driver.send(lift);
    expect(driver.state.execution).toBe('queued');
  });

  it('holds a retry, and does not count the paused time against the run', () => {
    const driver = started(shellStep('a', { retry: { attempts: 2, backoff: '1s' } }));
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    driver.at += 1_000;
    driver.send(pause);
    driver.act(driver.effects[0] ?? driver.effect, { ok: false });
    expect(driver.state).toMatchObject({ execution: 'waiting', activeMs: 1_000 });
    driver.at += 10 * 3_600_000;
    driver.send(lift);
    driver.claim();
    const timers = driver.effects.flatMap((effect) => (effect.kind === 'timer' ? [[effect.timer, effect.at]] : []));
    expect(timers).toContainEqual(['run-timeout', driver.at + 3_600_000 - 1_000]);
    expect(timers).toContainEqual(['retry', expect.any(Number)]);
  });

  it('holds a rollback before it begins, and between two undos', () => {
    const driver = started(shellStep('a', { undo }), shellStep('b', { undo }), shellStep('c', { undo }));
    const next = (kind: string) => driver.effects.find((effect) => effect.kind === kind) ?? driver.effect;
    for (const after of ['green', 'green'] as const) {
      driver.read(next('read'), 'red');
      driver.act(next('act'), { ok: true });
      driver.read(next('read'), after);
    }
    driver.read(next('read'), 'red');
    driver.send(pause);
    driver.act(next('act'), { ok: false });
    expect(driver.verdict('c')).toBe('failed');
    expect(driver.state).toMatchObject({ execution: 'waiting', undoOrder: null });
    driver.send(lift);
    driver.claim();
    expect(driver.state.undoOrder).toEqual(['c', 'b', 'a']);
    driver.send(pause);
    driver.act(next('act'), { ok: true });
    driver.read(next('read'), 'red');
    expect(driver.state.steps[2]?.undo?.verdict).toBe('restored');
    expect(driver.state.execution).toBe('waiting');
    expect(driver.state.steps[1]?.status).toBe('settled');
  });

  it('lets a run end of which nothing is left to be done', () => {
    const driver = started(shellStep('a'));
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    driver.send(pause);
    driver.act(driver.effects[0] ?? driver.effect, { ok: true });
    driver.read(driver.effects[0] ?? driver.effect, 'green');
    expect(summarise(driver.state)).toMatchObject({ execution: 'finished', verification: 'passed', paused: false });
  });

  it('keeps an answered run at rest until it is lifted, and one that still waits for its answer afterwards', () => {
    const asked = (): EngineDriver => {
      const driver = started(shellStep('a', { approve: true }));
      driver.read(driver.effects[0] ?? driver.effect, 'red');
      driver.send(pause);
      return driver;
    };
    const answered = asked();
    answered.send({ type: 'answer', answer: { kind: 'approve' }, reason: null });
    expect(answered.state.execution).toBe('waiting');
    expect(types(answered.send(lift))).toEqual(['pause.lifted', 'run.requeued']);
    const open = asked();
    expect(summarise(open.state)).toMatchObject({ waitingFor: 'approval', paused: true });
    expect(types(open.send(lift))).toEqual(['pause.lifted']);
    expect(summarise(open.state)).toMatchObject({ execution: 'waiting', paused: false, waitingFor: 'approval' });
    expect(open.state.reason).not.toMatch(/paused/);
  });

  it('outlives its owner: what was acting is in doubt, and its checks are read once the pause is lifted', () => {
    const driver = started(shellStep('a'));
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    driver.send(pause);
    driver.claim();
    expect(types(driver.events.slice(-3))).toEqual(['run.resumed', 'step.doubted', 'run.parked']);
    driver.send(lift);
    driver.claim();
    driver.read(driver.effects.find((effect) => effect.kind === 'read') ?? driver.effect, 'green');
    expect(driver.state).toMatchObject({ execution: 'finished', verification: 'passed' });
    expect(types(driver.events).filter((type) => type === 'act.started')).toHaveLength(1);
  });

  it('does not send a run on after a fault of the product: its question stands', () => {
    const driver = started(shellStep('a'), shellStep('b', { needs: [] }));
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    driver.send(pause);
    driver.send({ type: 'interrupt', reason: 'disk full', isFault: true });
    driver.send(lift);
    expect(summarise(driver.state)).toMatchObject({ execution: 'waiting', waitingFor: 'decision', paused: false });
  });

  it('is refused twice, on an ended run and during a cancel; lifting is refused where nothing is paused', () => {
    const driver = started(shellStep('a'));
    expect(driver.refusal(lift)).toBe('run.not-paused');
    driver.read(driver.effects[0] ?? driver.effect, 'red');
    driver.send(pause);
    expect(driver.refusal(pause)).toBe('run.paused');
    driver.send({ type: 'cancel', reason: null });
    driver.act(driver.effects[0] ?? driver.effect, { ok: false, stopped: true });
    driver.sweep();
    expect(summarise(driver.state)).toMatchObject({ execution: 'canceled', paused: false });
    expect(driver.refusal(pause)).toBe('run.ended');
    const other = started(shellStep('a'));
    other.read(other.effects[0] ?? other.effect, 'red');
    other.send({ type: 'cancel', reason: null });
    expect(other.refusal(pause)).toBe('run.cancel-pending');
  });
});

describe('a move', () => {
  it('changes the lane that a queued run asks for', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    driver.send({ type: 'move', lane: 'C', before: null });
    expect(driver.state).toMatchObject({ laneWish: 'C', execution: 'queued' });
  });

  it('is refused for a run that does not queue, and before itself', () => {
    const driver = new EngineDriver(planOf({ steps: [shellStep('a')] }));
    expect(driver.refusal({ type: 'move', lane: 'A', before: driver.state.runId })).toBe('run.not-queued');
    driver.claim();
    expect(driver.refusal({ type: 'move', lane: 'A', before: null })).toBe('run.not-queued');
  });
});
