import { describe, expect, it } from 'vitest';
import type { Command } from '#main/engine/decide.ts';
import { foldRun } from '#main/engine/evolve.ts';
import { summarise } from '#main/engine/project.ts';
import { proofRecord } from '#main/engine/proof-record.ts';
import { stepState } from '#main/engine/state.ts';
import type { PlanSource } from '#shared/pulser/plan.ts';
import { EngineDriver, RUN_ID, SERVERS } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

type StepSource = PlanSource['steps'][number];

const calling = (tool: string, more: Partial<StepSource> = {}): StepSource =>
  shellStep('call', { do: { mcp: { server: 'files', tool } }, ...more });
const question = (number = 1): Command => ({
  type: 'ask',
  stepId: 'call',
  question: number,
  asker: { server: 'files', url: null, optional: [] },
  message: 'Which?',
  fields: { color: { type: 'string' } },
});
const values = { kind: 'values', values: { color: 'red' } } as const;

/** A run whose only step calls, and is at it. */
function acting(step = calling('allowed'), over: Partial<PlanSource> = {}): EngineDriver {
  const driver = new EngineDriver(planOf({ servers: ['files'], ...over, steps: [step] }), { servers: SERVERS });
  driver.claim();
  driver.read(driver.effects.find(({ kind }) => kind === 'read') ?? driver.effect, 'red');
  return driver;
}

const actOf = ({ effects }: EngineDriver) => {
  const act = effects.find(({ kind }) => kind === 'act');
  if (act?.kind !== 'act') throw new Error('no act is under way');
  return act;
};

describe('a tool that asks first', () => {
  it('is called after an approval that names it', () => {
    const driver = acting(calling('asked'));
    expect(stepState(driver.state, 'call').wait).toMatchObject({
      kind: 'approval',
      message: 'Approve “call”? It calls asked of the server files, which asks first.',
    });
    driver.send({ type: 'answer', answer: { kind: 'approve' }, reason: null });
    driver.claim();
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act' });
  });

  it('is asked for beside what the plan asks', () => {
    const driver = acting(calling('asked', { approve: { message: 'Sure?' } }));
    expect(stepState(driver.state, 'call').wait?.message).toMatch(/^Sure\? It calls asked of the server files/);
  });

  it('is approved by who starts the run, and the record says so', () => {
    const plan = planOf({ servers: ['files'], steps: [calling('asked')] });
    const driver = new EngineDriver(plan, { servers: SERVERS, policy: { strict: false, approve: true } });
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    const record = proofRecord(driver.state, stepState(driver.state, 'call'), { kind: 'worker', name: 'w' });
    expect(record).toMatchObject({ servers: SERVERS, answers: [{ kind: 'approval', answer: { kind: 'approve' } }] });
  });

  it('is agreed to before the act where the undo calls it, and nobody is asked again', () => {
    const undo = { mcp: { server: 'files', tool: 'asked' } };
    const steps = [calling('allowed', { undo }), shellStep('fails')];
    const driver = new EngineDriver(planOf({ servers: ['files'], steps }), { servers: SERVERS });
    driver.claim();
    driver.read(driver.effect, 'red');
    expect(stepState(driver.state, 'call').wait).toMatchObject({
      kind: 'approval',
      message: 'Approve “call”? Its undo calls asked of the server files, which asks first.',
    });
    driver.send({ type: 'answer', answer: { kind: 'approve' }, reason: null });
    driver.claim();
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: true });
    driver.read(driver.effect, 'green');
    driver.read(driver.effect, 'red');
    driver.act(driver.effect, { ok: false });
    expect(driver.effect).toMatchObject({ kind: 'read', phase: 'undo', stepId: 'fails' });
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act', undo: true, stepId: 'call' });
  });

  it('is named once for the act and once for its undo, and denied for both', () => {
    const driver = acting(calling('asked', { undo: { mcp: { server: 'files', tool: 'asked' } } }));
    expect(stepState(driver.state, 'call').wait?.message).toBe(
      'Approve “call”? It calls asked of the server files, which asks first. Its undo calls asked of the server files, which asks first.',
    );
    driver.send({ type: 'answer', answer: { kind: 'deny' }, reason: null });
    driver.claim();
    expect(stepState(driver.state, 'call')).toMatchObject({ status: 'settled', tries: 0 });
  });

  it('changes nothing of a run that knows no servers', () => {
    const driver = new EngineDriver(planOf({ servers: ['files'], steps: [calling('asked')] }));
    driver.claim();
    driver.read(driver.effect, 'red');
    expect(driver.effect).toMatchObject({ kind: 'act' });
  });
});

describe('a question in the middle of an act', () => {
  it('keeps the act under way and the lane, and hands the answer to the act', () => {
    const driver = acting();
    driver.send(question());
    expect(summarise(driver.state)).toMatchObject({ execution: 'running', waitingFor: 'form', lane: 'A' });
    expect(actOf(driver)).toMatchObject({ stop: null, answered: null });
    driver.send({ type: 'answer', answer: values, reason: null });
    expect(actOf(driver)).toMatchObject({ answered: { question: 1, answer: values } });
    expect(summarise(driver.state)).toMatchObject({ waitingFor: null, reason: '' });
    driver.act(actOf(driver), { ok: true });
    driver.read(driver.effect, 'green');
    expect(driver.state).toMatchObject({ verification: 'passed', isAsking: false });
    expect(stepState(driver.state, 'call').tries).toBe(1);
  });

  it('is one at a time', () => {
    const driver = acting();
    driver.send(question());
    expect(driver.refusal(question(2))).toBe('run.stale');
    driver.send({ type: 'answer', answer: { kind: 'deny' }, reason: null });
    driver.send(question(2));
    expect(actOf(driver).answered).toBeNull();
  });

  it('is answered by who read it: an answer to an earlier one of the step is refused', () => {
    const driver = acting();
    driver.send(question());
    const read = stepState(driver.state, 'call').wait?.askedSeq;
    if (read === undefined) throw new Error('nothing is asked');
    expect(driver.events[read - 1]?.type).toBe('wait.opened');
    driver.send({ type: 'withdraw-question', stepId: 'call', question: 1 });
    driver.send(question(2));
    const late: Command = { type: 'answer', stepId: 'call', askedSeq: read, answer: values, reason: null };
    expect(driver.refusal(late)).toBe('run.question-changed');
    expect(driver.refusal({ type: 'answer', askedSeq: read, answer: values, reason: null })).toBe(
      'run.question-changed',
    );
    const askedSeq = stepState(driver.state, 'call').wait?.askedSeq ?? 0;
    driver.send({ type: 'answer', askedSeq, answer: values, reason: null });
    expect(actOf(driver)).toMatchObject({ answered: { question: 2, answer: values } });
    expect(driver.refusal({ type: 'answer', askedSeq, answer: values, reason: null })).toBe('run.not-waiting');
  });

  it.each([
    ['the act ends', (driver: EngineDriver) => driver.act(actOf(driver), { ok: false })],
    [
      'it is withdrawn',
      (driver: EngineDriver) => driver.send({ type: 'withdraw-question', stepId: 'call', question: 1 }),
    ],
    ['the run is canceled', (driver: EngineDriver) => driver.send({ type: 'cancel', reason: null })],
    ['the owner dies', (driver: EngineDriver) => driver.claim()],
    ['the owner stops', (driver: EngineDriver) => driver.send({ type: 'interrupt', reason: 'x', isFault: false })],
    ['the product fails', (driver: EngineDriver) => driver.send({ type: 'interrupt', reason: 'x', isFault: true })],
  ])('is over when %s', (_why, end) => {
    const driver = acting();
    driver.send(question());
    end(driver);
    expect(stepState(driver.state, 'call').question).toBeNull();
    expect(stepState(driver.state, 'call').wait?.asker).toBeUndefined();
    expect(driver.refusal({ type: 'answer', answer: values, reason: null })).toBeDefined();
    expect(driver.refusal({ type: 'withdraw-question', stepId: 'call', question: 1 })).toBe('run.stale');
  });

  it('is over as soon as another owner has claimed the run, before that one goes on', () => {
    const driver = acting();
    driver.send(question());
    driver.claim();
    const claimed = driver.events.findLastIndex(({ type }) => type === 'run.claimed');
    const state = foldRun(driver.state.plan, RUN_ID, driver.events.slice(0, claimed + 1));
    expect(stepState(state, 'call')).toMatchObject({ status: 'acting', wait: null, question: null });
  });

  it('is asked by nobody but an act of the owner', () => {
    const driver = acting();
    driver.act(actOf(driver), { ok: true });
    expect(driver.refusal(question())).toBe('run.stale');
    const canceled = acting();
    canceled.send({ type: 'cancel', reason: null });
    expect(canceled.refusal(question())).toBe('run.stale');
  });

  it('leaves the act in doubt when its owner died, and the checks decide', () => {
    const driver = acting();
    driver.send(question());
    driver.claim();
    expect(driver.effect).toMatchObject({ kind: 'read', phase: 'recovery' });
    driver.read(driver.effect, 'green');
    expect(driver.state.verification).toBe('passed');
  });

  it('goes on while a pause stands, and the run parks once the act has ended', () => {
    const driver = acting();
    driver.send({ type: 'pause', reason: null });
    driver.send(question());
    driver.send({ type: 'answer', answer: values, reason: null });
    driver.act(actOf(driver), { ok: true });
    driver.read(driver.effect, 'green');
    expect(driver.state.execution).toBe('finished');
  });

  it('stops the clock of the run only while nothing else is at work', () => {
    const driver = acting(calling('allowed'), { timeout: '10s' });
    driver.at += 4_000;
    driver.send(question());
    expect(driver.effects.map(({ kind }) => kind)).toEqual(['act']);
    driver.at += 3_600_000;
    driver.send({ type: 'answer', answer: values, reason: null });
    const timer = driver.effects.find(({ kind }) => kind === 'timer');
    expect(timer).toMatchObject({ timer: 'run-timeout', at: driver.at + 6_000 });

    const steps = [calling('allowed', { needs: [] }), shellStep('other', { needs: [] })];
    const plan = planOf({ servers: ['files'], timeout: '10s', parallel: 2, steps });
    const two = new EngineDriver(plan, { servers: SERVERS });
    two.claim();
    for (const read of two.effects.filter(({ kind }) => kind === 'read')) two.read(read, 'red');
    two.send(question());
    expect(two.effects.map(({ kind }) => kind)).toEqual(['act', 'act', 'timer']);
  });

  it('is over when the time of the run is up, and the act is to be ended', () => {
    const steps = [calling('allowed', { needs: [] }), shellStep('other', { needs: [] })];
    const plan = planOf({ servers: ['files'], timeout: '10s', parallel: 2, steps });
    const driver = new EngineDriver(plan, { servers: SERVERS });
    driver.claim();
    for (const read of driver.effects.filter(({ kind }) => kind === 'read')) driver.read(read, 'red');
    driver.send(question());
    driver.fire(driver.effects.find(({ kind }) => kind === 'timer') ?? driver.effect);
    expect(stepState(driver.state, 'call')).toMatchObject({ wait: null, question: null });
    expect(driver.refusal({ type: 'answer', answer: values, reason: null })).toBe('run.not-waiting');
    expect(driver.refusal(question(2))).toBe('run.stale');
    expect(driver.effects).toContainEqual(expect.objectContaining({ kind: 'act', stepId: 'call', stop: 'timeout' }));
  });

  it('belongs to the record, and is no approval of the step', () => {
    const driver = acting();
    driver.send({ ...question(), asker: { server: 'files', url: 'https://example.com', optional: [] } } as Command);
    driver.send({ type: 'answer', answer: { kind: 'approve' }, reason: 'seen' });
    driver.act(actOf(driver), { ok: true });
    driver.read(driver.effect, 'green');
    expect(stepState(driver.state, 'call').answers).toMatchObject([
      { kind: 'confirm', answer: { kind: 'approve' }, reason: 'seen', asker: { server: 'files' } },
    ]);
    expect(stepState(driver.state, 'call').approved).toBe(false);
  });
});
