import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effects } from '#main/engine/effects.ts';
import { createdState, evolve, foldRun } from '#main/engine/evolve.ts';
import { replay } from '#main/engine/replay.ts';
import { isGreen, weigh } from '#main/engine/strength.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { type EventDraft, isInputEvent, type RunEvent } from '#shared/run/event.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { EngineDriver, RUN_ID, SERVERS } from '#test/helpers/engine-driver.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

const checkArbitrary = fc.constantFrom(
  { shell: 'a' },
  { shell: 'b', severity: 'warn' as const },
  { file: { path: 'x' } },
  { output: 'result.exitCode == 0' },
  { exit: 0 },
  { human: 'Is it so?' },
  { shell: 'c', baseline: false },
);

const planArbitrary: fc.Arbitrary<Plan> = fc
  .record({
    parallel: fc.integer({ min: 1, max: 3 }),
    onFailure: fc.constantFrom('rollback' as const, 'stop' as const, 'pause' as const),
    timeout: fc.option(fc.constant('1h'), { nil: undefined }),
    steps: fc.array(
      fc.record({
        effect: fc.constantFrom('read' as const, 'write' as const, 'write' as const, 'irreversible' as const),
        hasUndo: fc.boolean(),
        hasGate: fc.boolean(),
        checks: fc.array(checkArbitrary, { minLength: 1, maxLength: 3 }),
        attempts: fc.integer({ min: 1, max: 3 }),
        approve: fc.boolean(),
        always: fc.boolean(),
        allowFailure: fc.boolean(),
        isHuman: fc.boolean(),
        tool: fc.constantFrom(undefined, undefined, 'allowed' as const, 'asked' as const),
        when: fc.constantFrom(undefined, undefined, undefined, 'false', 'inputs.absent == 1'),
        onInterrupt: fc.constantFrom(
          'verify' as const,
          'verify' as const,
          'retry' as const,
          'fail' as const,
          'ask' as const,
        ),
        needs: fc.array(fc.nat({ max: 6 }), { maxLength: 3 }),
        isChained: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ steps, ...rest }) =>
    planOf({
      ...rest,
      servers: ['files'],
      steps: steps.map((step, index) =>
        shellStep(`s${index}`, {
          effect: step.effect,
          ...(step.isHuman ? { do: { human: { ask: 'Do it' } } } : {}),
          ...(step.tool === undefined || step.isHuman ? {} : { do: { mcp: { server: 'files', tool: step.tool } } }),
          ...(step.hasUndo && step.effect !== 'irreversible' ? { undo: { shell: 'undo' } } : {}),
          ...(step.hasGate ? { before: [{ shell: 'gate' }] } : {}),
          verify: verifiers(step.checks, step.isHuman || step.tool !== undefined),
          retry: { attempts: step.attempts, backoff: '1s' },
          ...(step.approve ? { approve: true as const } : {}),
          always: step.always,
          allowFailure: step.allowFailure,
          ...(step.when === undefined ? {} : { when: step.when }),
          onInterrupt: step.onInterrupt,
          ...(step.isChained
            ? {}
            : { needs: [...new Set(step.needs.filter((need) => need < index).map((need) => `s${need}`))] }),
        }),
      ),
    }),
  );

type CheckSource = NonNullable<Parameters<typeof shellStep>[1]>['verify'];

/** What the schema asks for: one check that can fail the step, and an exit code only of a shell. */
function verifiers(checks: NonNullable<CheckSource>, hasNoExit: boolean): NonNullable<CheckSource> {
  const fitting = checks.filter((check) => !hasNoExit || check.exit === undefined);
  return fitting.every((check) => check.severity === 'warn') ? [{ shell: 'sure' }] : fitting;
}

/** Lets a random world answer until the run ends. Every choice comes from `choose`, so a failure shrinks and repeats. */
function simulate(plan: Plan, choose: (most: number) => number): EngineDriver {
  const driver = new EngineDriver(plan, { servers: SERVERS });
  let asked = 0;
  for (let turn = 0; turn < 400 && !isTerminal(driver.state.execution); turn += 1) {
    driver.at += 1 + choose(50);
    const { execution, cancel } = driver.state;
    if (cancel === null && choose(60) === 0) {
      driver.send({ type: 'cancel', reason: null });
      continue;
    }
    if (holdOrMove(driver, choose)) continue;
    if (execution === 'queued') {
      if (cancel !== null && driver.state.generation > 0 && choose(2) === 0) driver.sweep();
      else driver.claim();
      continue;
    }
    const waits = driver.state.steps.filter((step) => step.wait !== null);
    const wait = waits[choose(Math.max(1, waits.length))];
    if (
      wait?.wait !== undefined &&
      wait.wait !== null &&
      (execution === 'waiting' || choose(wait.acting === null ? 3 : 2) === 0)
    ) {
      answer(driver, wait.step.id, wait.wait.kind, choose);
      continue;
    }
    if (execution === 'running' && choose(25) === 0) {
      driver.claim();
      continue;
    }
    if (execution === 'running' && choose(40) === 0) {
      driver.send({ type: 'interrupt', reason: 'stopped', isFault: choose(2) === 0 });
      continue;
    }
    const isOutOfTime = choose(20) === 0;
    const open = driver.effects.filter(
      (entry) => entry.kind !== 'timer' || entry.timer !== 'run-timeout' || isOutOfTime,
    );
    const effect = open[choose(Math.max(1, open.length))];
    if (effect === undefined) {
      expect(driver.effects.length + waits.length, 'a running run has something under way, or waits').toBeGreaterThan(
        0,
      );
      continue;
    }
    if (effect.kind === 'read') {
      driver.read(
        effect,
        Array.from({ length: 6 }, () => pick(choose, ['unreadable', 'red', 'green', 'green'] as const)),
        pick(choose, ['unreadable', 'red', 'green', 'green', 'green'] as const),
      );
    } else if (effect.kind === 'act') {
      if (effect.stop === null && askOrWithdraw(driver, effect.stepId, choose, (asked += 1))) continue;
      driver.act(effect, { ok: effect.stop === null && choose(4) > 0, stopped: effect.stop !== null });
    } else if (effect.kind === 'sweep') {
      driver.sweep();
    } else {
      driver.fire(effect);
    }
  }
  return driver;
}

/** Sometimes an operator steps in. A paused run at rest goes on only once the pause is lifted, whatever is answered. */
function holdOrMove(driver: EngineDriver, choose: (most: number) => number): boolean {
  const { execution, cancel, pause } = driver.state;
  if (cancel !== null) return false;
  if (pause === null) {
    if (choose(15) === 1) driver.send({ type: 'pause', reason: null });
    else if (execution === 'queued' && choose(8) === 1) driver.send({ type: 'move', lane: 'B', before: null });
    else return false;
    return true;
  }
  const isAsked = driver.state.steps.some((step) => step.wait !== null);
  if (execution === 'waiting' ? isAsked && choose(3) === 1 : choose(6) !== 1) return false;
  driver.send({ type: 'lift-pause', reason: null });
  return true;
}

/** Sometimes the server of an act asks a person, or takes back what it asked. */
function askOrWithdraw(
  driver: EngineDriver,
  stepId: string,
  choose: (most: number) => number,
  question: number,
): boolean {
  const step = driver.state.steps.find((one) => one.step.id === stepId);
  if (step?.wait != null && step.question !== null) {
    if (choose(3) !== 1) return false;
    driver.send({ type: 'withdraw-question', stepId, question: step.question.question });
    return true;
  }
  if (choose(2) !== 1) return false;
  const asker = { server: 'files', url: choose(2) === 0 ? null : 'https://example.com', optional: [] };
  driver.send({ type: 'ask', stepId, question, asker, message: 'Which?', fields: {} });
  return true;
}

function pick<T>(choose: (most: number) => number, items: readonly [T, ...T[]]): T {
  return items[choose(items.length)] ?? items[0];
}

function answer(driver: EngineDriver, stepId: string, kind: string, choose: (most: number) => number): void {
  const deny = choose(5) === 0;
  if (kind === 'decision') {
    const decision = pick(choose, ['recheck', 'retry', 'rollback', 'stop'] as const);
    driver.send({ type: 'answer', stepId, answer: { kind: 'decide', decision }, reason: null });
  } else if (deny) driver.send({ type: 'answer', stepId, answer: { kind: 'deny' }, reason: null });
  else if (kind === 'form')
    driver.send({ type: 'answer', stepId, answer: { kind: 'values', values: {} }, reason: null });
  else driver.send({ type: 'answer', stepId, answer: { kind: 'approve' }, reason: null });
}

const worldArbitrary = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 600 });

function forAllRuns(check: (driver: EngineDriver) => void): void {
  fc.assert(
    fc.property(planArbitrary, worldArbitrary, (plan, world) => {
      let next = 0;
      // Once the given choices are used up the world is kind, so that every run comes to an end.
      check(simulate(plan, (most) => (next < world.length ? (world[next++] ?? 0) % most : most - 1)));
    }),
    { numRuns: 400 },
  );
}

function sealed(events: readonly EventDraft[]): readonly RunEvent[] {
  return events.map((event, index) => ({
    ...event,
    runId: RUN_ID,
    seq: index + 1,
    prev: null,
    hash: 'sha256:test',
  })) as unknown as RunEvent[];
}

/** Types of the events that one event leads to. */
function decisionsAfter(events: readonly EventDraft[], input: EventDraft): readonly string[] {
  const after = events.slice(events.indexOf(input) + 1);
  const next = after.findIndex((event) => isInputEvent(event.type));
  return after.slice(0, next === -1 ? undefined : next).map((event) => event.type);
}

describe('every run, whatever the world answers', () => {
  it('passes only on green readings', () => {
    forAllRuns(({ state }) => {
      if (state.verification !== 'passed') return;
      expect(state.execution).toBe('finished');
      let proofs = 0;
      for (const step of state.steps) {
        expect(['verified', 'satisfied', 'skipped']).toContain(step.verdict);
        if (step.verdict === 'skipped') continue;
        proofs += 1;
        const readings = step.verdict === 'satisfied' ? step.before : step.after;
        const counted = step.step.verify.filter((_, index) => readings.some((reading) => reading.check === index));
        expect(counted.length).toBeGreaterThan(0);
        const outcome = weigh(step.step.verify, readings);
        expect(outcome.red).toEqual([]);
        expect(outcome.unreadable).toEqual([]);
        if (!step.rereadings.length) expect(isGreen(outcome)).toBe(true);
      }
      expect(proofs).toBeGreaterThan(0);
    });
  });

  it('never acts after a cancel, and always ends after one', () => {
    forAllRuns(({ events, state }) => {
      const cancel = events.findIndex((event) => event.type === 'cancel.requested');
      if (cancel === -1) return;
      expect(events.slice(cancel).filter((event) => event.type === 'act.started')).toEqual([]);
      // What nobody ever executed has started nothing.
      const hadOwner = events.some((event) => event.type === 'run.claimed');
      const ends = events.map((event) => event.type).filter((type) => type === 'run.swept' || type === 'run.canceled');
      if (state.execution === 'canceled')
        expect(ends).toEqual(hadOwner ? ['run.swept', 'run.canceled'] : ['run.canceled']);
    });
  });

  it('begins nothing while it is paused, and is in the queue again once the pause that parked it is lifted', () => {
    let pauses = 0;
    forAllRuns(({ events, state }) => {
      let now = foldRun(state.plan, RUN_ID, events.slice(0, 1));
      for (const event of events.slice(1)) {
        const before = now;
        now = evolve(now, event);
        if (event.type === 'pause.lifted' && before.pause?.hasParked === true && !isTerminal(now.execution)) {
          pauses += 1;
          expect(decisionsAfter(events, event)[0]).toBe('run.requeued');
        }
        if (before.pause === null) continue;
        expect(event.type).not.toMatch(/^((run|step|act|rollback|undo)\.started|run\.requeued)$/);
        if (event.type === 'run.claimed') expect(event.data.takeover).toBe(true);
        if (now.execution === 'waiting') expect(effects(now)).toEqual([]);
      }
    });
    expect(pauses).toBeGreaterThan(20);
  });

  it('calls a tool that asks first only after somebody agreed', () => {
    let calls = 0;
    forAllRuns(({ state, events }) => {
      for (const step of state.steps) {
        if (step.step.do.mcp?.tool !== 'asked') continue;
        const isOf = (event: EventDraft): boolean => 'stepId' in event.data && event.data.stepId === step.step.id;
        const first = events.findIndex((event) => isOf(event) && event.type === 'act.started' && !event.data.undo);
        if (first === -1) continue;
        calls += 1;
        const agreed = events
          .slice(0, first)
          .some((event) => isOf(event) && event.type === 'wait.answered' && event.data.kind === 'approval');
        expect(agreed).toBe(true);
      }
    });
    expect(calls).toBeGreaterThan(3);
  });

  it('asks for a server only in the middle of an act, and hands the answer to that act', () => {
    const seen = { opened: 0, answered: 0, ended: 0 };
    forAllRuns(({ state: { plan }, events }) => {
      const [created, ...rest] = events;
      if (created?.type !== 'run.created') throw new Error('no first event');
      let now = createdState(plan, RUN_ID, created);
      for (const event of rest) {
        const before = now;
        now = evolve(now, event);
        for (const [index, step] of now.steps.entries()) {
          const was = before.steps[index];
          if (step.question !== null) expect(step.acting).not.toBeNull();
          if (step.wait?.asker === undefined) {
            if (was?.wait?.asker !== undefined && event.type !== 'wait.answered') seen.ended += 1;
            continue;
          }
          expect(now).toMatchObject({ execution: 'running', cancel: null });
          expect(step.acting?.generation).toBe(now.generation);
          if (was?.wait === null) seen.opened += 1;
        }
        if (event.type !== 'wait.answered') continue;
        const step = now.steps.find((one) => one.step.id === event.data.stepId);
        if (step?.acting == null) continue;
        seen.answered += 1;
        const act = effects(now).find((effect) => effect.kind === 'act' && effect.stepId === step.step.id);
        expect(act).toMatchObject({ answered: { answer: event.data.answer } });
      }
    });
    expect(seen.opened + seen.ended).toBeGreaterThan(40);
    expect(seen.answered).toBeGreaterThan(2);
  });

  it('undoes in the reverse order of the first acts', () => {
    forAllRuns(({ state, events }) => {
      const acted = events
        .filter((event) => event.type === 'act.started' && !event.data.undo)
        .map((event) => (event as EventDraft<'act.started'>).data.stepId);
      const humans = events.filter(
        (event) => event.type === 'wait.answered' && event.data.answer.kind === 'values',
      ).length;
      const undone = events.filter((event) => event.type === 'undo.settled').map((event) => event.data.stepId);
      if (state.undoOrder === null) return expect(undone).toEqual([]);
      const isRead = (id: string) => state.steps.some((step) => step.step.id === id && step.step.effect === 'read');
      const first = [...new Set(acted)].filter((id) => !isRead(id));
      if (humans === 0) expect(state.undoOrder).toEqual(first.toReversed());
      expect(undone).toEqual(state.undoOrder.slice(0, undone.length));
    });
  });

  it('is the fold of its events', () => {
    forAllRuns(({ state, events }) => {
      expect(foldRun(state.plan, RUN_ID, events)).toEqual(state);
    });
  });

  it('is decided the same way on replay, and a changed decision is named', () => {
    forAllRuns(({ state, events }) => {
      const history = sealed(events);
      const result = replay(state.plan, RUN_ID, history);
      expect(result).toMatchObject({ ok: true });
      const settled = history.findIndex((event) => event.type === 'step.settled');
      if (settled === -1) return;
      const forged = history.map((event, index) =>
        index === settled ? { ...event, data: { ...event.data, reason: 'forged' } } : event,
      ) as RunEvent[];
      expect(replay(state.plan, RUN_ID, forged)).toMatchObject({ ok: false, difference: { seq: settled + 1 } });
    });
  });

  it('never acts on a step again when its checks are green after an interruption', () => {
    forAllRuns(({ events, state }) => {
      events.forEach((event, index) => {
        if (event.type !== 'checks.read' || event.data.phase !== 'recovery') return;
        const step = state.plan.steps.find((candidate) => candidate.id === event.data.stepId);
        if (step === undefined || !isGreen(weigh(step.verify, event.data.readings))) return;
        const next = events.slice(index + 1).find((later) => 'stepId' in later.data && later.data.stepId === step.id);
        expect(next?.type).toBe('step.settled');
      });
    });
  });

  it('comes to an end', () => {
    forAllRuns(({ state }) => {
      expect(isTerminal(state.execution)).toBe(true);
    });
  });
});
