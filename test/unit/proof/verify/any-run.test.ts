import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunFold } from '#main/proof/format/fold-run.ts';
import type { FoldedStep } from '#main/proof/format/fold-step.ts';
import { judgeRun } from '#main/proof/verify/judge-run.ts';
import { judgeStep } from '#main/proof/verify/judge-step.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Decision } from '#shared/run/event.ts';
import type { ReadingStatus } from '#shared/run/reading.ts';
import { RunScript, type World } from '#test/conformance/proof/run-script.ts';
import { planOf } from '#test/helpers/plans.ts';

const CHECKS = [
  { shell: 'a' },
  { shell: 'warns', severity: 'warn' },
  { exit: 0 },
  { human: 'Is it right?' },
  { human: 'Is it wrong?', not: true },
  { output: 'true' },
  { file: { path: 'x' }, baseline: false },
] as const;

const planArbitrary: fc.Arbitrary<Plan> = fc
  .record({
    onFailure: fc.constantFrom('rollback' as const, 'stop' as const, 'pause' as const),
    parallel: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(
      fc.record({
        checks: fc.subarray([...CHECKS], { minLength: 1 }),
        effect: fc.constantFrom('read' as const, 'write' as const, 'irreversible' as const),
        hasUndo: fc.boolean(),
        approve: fc.boolean(),
        attempts: fc.integer({ min: 1, max: 3 }),
        isForm: fc.boolean(),
        isFree: fc.boolean(),
        allowFailure: fc.boolean(),
        always: fc.boolean(),
        when: fc.constantFrom(undefined, undefined, 'false'),
        onInterrupt: fc.constantFrom('verify' as const, 'retry' as const, 'fail' as const, 'ask' as const),
        gate: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ onFailure, parallel, steps }) =>
    planOf({
      onFailure,
      parallel,
      steps: steps.map((step, index) => ({
        id: `s${index}`,
        effect: step.effect,
        ...(step.isFree ? { needs: [] } : {}),
        do: step.isForm ? { human: { ask: 'Fill it', fields: { n: { type: 'string' } } } } : { shell: 'do' },
        verify: [{ shell: 'counts' }, ...step.checks.filter((check) => !(step.isForm && 'exit' in check))],
        ...(step.hasUndo && step.effect !== 'irreversible' ? { undo: { shell: 'undo' } } : {}),
        ...(step.approve ? { approve: { expires: '1h' } } : {}),
        retry: { attempts: step.attempts, backoff: '1s' },
        allowFailure: step.allowFailure,
        always: step.always,
        ...(step.when === undefined ? {} : { when: step.when }),
        ...(step.gate ? { before: [{ shell: 'gate' }] } : {}),
        onInterrupt: step.onInterrupt,
      })),
    }),
  );

interface Chances {
  readonly policyApproves: boolean;
  readonly cancelAfter: number;
  readonly timeUpAfter: number;
  readonly draws: readonly number[];
}

const chancesArbitrary: fc.Arbitrary<Chances> = fc.record({
  policyApproves: fc.boolean(),
  cancelAfter: fc.integer({ min: 1, max: 60 }),
  timeUpAfter: fc.integer({ min: 1, max: 120 }),
  draws: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 40, maxLength: 40 }),
});

/** A world that answers by the draws; where they run out, it answers well, so that every run ends. */
function chanceWorld({ draws, cancelAfter, timeUpAfter }: Chances, script: () => RunScript): World {
  let next = 0;
  let moves = 0;
  const draw = (): number => {
    moves += 1;
    if (moves === cancelAfter) script().send({ type: 'cancel', reason: 'enough' }, { kind: 'operator', name: 'bob' });
    // Refused where the run is not being executed.
    if (moves === timeUpAfter) script().send({ type: 'fire-timer', timer: 'run-timeout', stepId: null });
    return draws[next++] ?? 99;
  };
  return {
    read(_, phase): ReadingStatus {
      const chance = draw();
      if (phase === 'before') return chance < 70 ? 'red' : chance < 80 ? 'unreadable' : 'green';
      return chance < 20 ? 'red' : chance < 30 ? 'unreadable' : 'green';
    },
    gate: () => (draw() < 85 ? 'green' : 'red'),
    readError: () => (draw() === 13 ? 'no secret' : undefined),
    expires: () => draw() < 10,
    act: () => ({ ok: draw() >= 25 }),
    answer(_, kind) {
      const chance = draw();
      if (kind === 'decision') {
        const decisions: readonly Decision[] = ['recheck', 'retry', 'rollback', 'stop'];
        const decision = next > draws.length ? 'stop' : (decisions[chance % 4] ?? 'stop');
        return { answer: { kind: 'decide', decision }, reason: 'decided' };
      }
      if (chance < 15) return { answer: { kind: 'deny' }, reason: 'no' };
      return kind === 'form'
        ? { answer: { kind: 'values', values: { n: 'x' } }, reason: null }
        : { answer: { kind: 'approve' }, reason: null };
    },
  };
}

function play(plan: Plan, chances: Chances): RunScript {
  const script = new RunScript(plan, { policy: { strict: false, approve: chances.policyApproves } });
  const { draws } = chances;
  let acts = 0;
  return script.play(
    chanceWorld(chances, () => script),
    () => {
      acts += 1;
      const chance = acts < 6 ? (draws[39 - acts] ?? 99) : 99;
      return chance < 8 ? 'takeover' : chance < 16 ? 'fault' : chance < 60 ? 'pause' : undefined;
    },
  );
}

describe('any run of the engine', () => {
  it('has in its journal what its records say, and verdicts that a second judge accepts', () => {
    const verdicts = new Set<string>();
    const undone = new Set<string>();
    let pauses = 0;
    fc.assert(
      fc.property(planArbitrary, chancesArbitrary, (plan, chances) => {
        const script = play(plan, chances);
        const fold = new RunFold(plan);
        for (const event of script.events) fold.add(event);
        pauses += fold.pauses.length;
        for (const record of fold.records()) {
          verdicts.add(record.verdict);
          const stored = script.records.get(record.stepId);
          if (record.verdict !== 'not-run') expect(canonicalJson(record)).toBe(canonicalJson(stored));
        }
        for (const step of fold.steps) {
          expect(judgeStep(step, fold)).toBeUndefined();
          if (step.undo === null) continue;
          undone.add(step.undo.verdict);
          if (step.undo.verdict === 'restored') continue;
          // What the engine did not see restored, the second judge does not let anybody claim.
          const claim: FoldedStep = { ...step, undo: { ...step.undo, verdict: 'restored' } };
          expect(judgeStep(claim, fold)).toMatchObject({ rule: 'undo.unsupported' });
        }
        expect(judgeRun(fold)).toBeUndefined();
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect(pauses).toBeGreaterThan(100);
    expect([...undone].toSorted()).toEqual(['not-restored', 'restored', 'unreadable', 'unverified']);
    for (const verdict of [
      'blocked',
      'canceled',
      'denied',
      'failed',
      'indeterminate',
      'not-run',
      'satisfied',
      'skipped',
      'expired',
    ]) {
      expect(verdicts).toContain(verdict);
    }
  });
});
