import { describe, expect, test } from 'vitest';
import { createdState } from '#main/engine/evolve.ts';
import { summarise } from '#main/engine/project.ts';
import type { RunState, StepState } from '#main/engine/state.ts';
import { createPaint } from '#main/hosts/cli/format/paint.ts';
import { textWidth } from '#main/hosts/cli/format/text-width.ts';
import { runWord } from '#main/hosts/cli/format/words.ts';
import { finalLine, type Picture, stepLines } from '#main/hosts/cli/live/step-lines.ts';
import { runDocument, runExitCode } from '#main/hosts/cli/run-document.ts';
import { answerCommand, waitLines } from '#main/hosts/cli/wait-text.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import { planOf, shellStep } from '#test/helpers/plans.ts';

function runOf(steps: number): RunState {
  const plan = planOf({ steps: Array.from({ length: steps }, (_, index) => shellStep(`step-${index + 1}`)) });
  return createdState(plan, 'run' as RunId, {
    type: 'run.created',
    at: 1_000,
    actor: { kind: 'operator', name: 'ann' },
    data: {
      planDigest: 'sha256:00' as Digest,
      planName: plan.name,
      planVersion: plan.version,
      sessionId: 's' as SessionId,
      sessionName: 'default',
      number: 12,
      inputs: {},
      secrets: [],
      laneWish: null,
      priority: 0,
      locks: [],
      policy: { strict: false, approve: false },
      workdir: '/w',
      workspace: '/s',
      attemptOf: null,
      engine: '1',
    },
  });
}

function withSteps(state: RunState, changes: readonly Partial<StepState>[]): RunState {
  return { ...state, steps: state.steps.map((step, index) => ({ ...step, ...changes[index] })) };
}

function picture(state: RunState, more: Partial<Picture> = {}): Picture {
  const paint = createPaint(false);
  return { state, now: 5_000, width: 80, height: 24, spinner: '*', paint, output: new Map(), note: '', ...more };
}

describe('the step list', () => {
  test('shows what each step does, is worth, and why it failed', () => {
    const state = withSteps(runOf(5), [
      { status: 'settled', verdict: 'verified', strength: 'proven', startedAt: 1_000, finishedAt: 2_200 },
      { status: 'settled', verdict: 'satisfied', strength: 'satisfied', startedAt: 2_200, finishedAt: 2_203 },
      { status: 'acting', tries: 2, startedAt: 3_000 },
      { status: 'settled', verdict: 'failed', reason: 'file x: does not\nexist', startedAt: 3_000, finishedAt: 3_100 },
    ]);
    expect(stepLines(picture(state, { output: new Map([['step-3', 'copying 3 of 9']]) }))).toEqual([
      'R-12 test-plan · default',
      '  ✓ step-1  verified (proven)  1.2s',
      '  ✓ step-2  already satisfied  3ms',
      '  * step-3  acts  2.0s  2 tries',
      '    │ copying 3 of 9',
      '  ✗ step-4  failed  100ms  file x: does not exist',
      '  · step-5',
    ]);
  });

  test('fits a narrow and low terminal, around the first open step', () => {
    const settled: Partial<StepState> = { status: 'settled', verdict: 'verified', strength: 'proven' };
    const changes = Array.from({ length: 50 }, (_, index) => (index < 30 ? settled : {}));
    const lines = stepLines(picture(withSteps(runOf(50), changes), { width: 22, height: 10 }));
    expect(lines.length).toBeLessThan(10);
    expect(Math.max(...lines.map(textWidth))).toBeLessThan(22);
    expect(lines.join('\n')).toContain('step-31');
    expect(lines[1]).toBe('    … 27 more before');
    expect(lines.at(-1)).toBe('    … 17 more after');
  });

  test('colours change nothing but colours', () => {
    const state = withSteps(runOf(1), [{ status: 'settled', verdict: 'denied', reason: 'no' }]);
    const colored = stepLines(picture(state, { paint: createPaint(true) }));
    expect(colored.join('\n').replaceAll(/\u001b\[\d+m/g, '')).toBe(stepLines(picture(state)).join('\n'));
    expect(colored[1]).toContain('\u001b[31mdenied\u001b[0m');
  });
});

describe('the end of a run', () => {
  const paint = createPaint(false);
  const base = { ...runOf(2), execution: 'finished', startedAt: 1_000, finishedAt: 4_200 } as const;

  test('is passed only when it finished and passed', () => {
    expect(finalLine({ ...base, verification: 'passed', strength: 'proven' }, paint)).toBe(
      'R-12 passed · proven · 2 steps · 3.2s',
    );
    const failed = {
      ...base,
      verification: 'failed',
      rollback: 'verified',
      reason: 'a: red; rolled back, verified',
    } as const;
    expect(finalLine(failed, paint)).toBe('R-12 failed: a: red; rolled back, verified');
    expect(finalLine({ ...base, execution: 'canceled', reason: 'canceled by ann' }, paint)).toBe(
      'R-12 canceled: canceled by ann',
    );
    expect(
      runWord({ execution: 'waiting', verification: 'passed', rollback: 'none', paused: false, canceling: false }).text,
    ).toBe('waiting');
    const held = { verification: 'pending', rollback: 'none', paused: true, canceling: false } as const;
    expect(runWord({ ...held, execution: 'running' }).text).toBe('pausing');
    expect(runWord({ ...held, execution: 'waiting' }).text).toBe('paused');
    expect(runWord({ ...held, execution: 'queued', canceling: true }).text).toBe('canceling');
    expect(
      runWord({ execution: 'finished', verification: 'pending', rollback: 'none', paused: false, canceling: false })
        .text,
    ).toBe('in doubt');
    expect(
      runWord({ execution: 'finished', verification: 'failed', rollback: 'failed', paused: false, canceling: false })
        .text,
    ).toBe('failed, rollback failed');
  });

  test.each([
    ['finished', 'passed', 0],
    ['finished', 'waived', 1],
    ['finished', 'failed', 1],
    ['finished', 'indeterminate', 5],
    ['waiting', 'pending', 3],
    ['waiting', 'indeterminate', 5],
    ['canceled', 'indeterminate', 4],
  ] as const)('%s and %s exits with %i', (execution, verification, code) => {
    expect(runExitCode({ execution, verification })).toBe(code);
  });

  test('as a document names the error of a step that did not end well', () => {
    const state = withSteps(runOf(2), [
      { status: 'settled', verdict: 'verified', strength: 'proven' },
      { status: 'settled', verdict: 'blocked', reason: 'precondition x' },
    ]);
    const { steps } = runDocument(state, summarise(state), 'B');
    expect(steps[0]).not.toHaveProperty('error');
    expect(steps[0]).not.toHaveProperty('undo');
    expect(steps[1]?.error).toEqual({ code: 'step.blocked', message: 'precondition x' });
  });
});

describe('how to answer', () => {
  const wait = {
    askedSeq: 7,
    kind: 'approval',
    message: 'Go on?',
    fields: {},
    decisions: [],
    reasonRequired: true,
    expiresAt: null,
  } as const;

  test('is said as the exact command', () => {
    expect(waitLines(withSteps(runOf(1), [{ status: 'waiting', wait }]))).toEqual([
      '  step-1 waits for approval: Go on?',
      '  answer with: opsroom answer R-12 --step step-1 --question 7 --approve (or --deny) --reason "…" --continue',
    ]);
    const form = { ...wait, kind: 'form', reasonRequired: false, fields: { n: { type: 'integer' } } } as const;
    expect(answerCommand('R-1', 's', form)).toBe(
      'opsroom answer R-1 --step s --question 7 --set n=… (or --deny) --continue',
    );
    const decision = { ...wait, kind: 'decision', reasonRequired: false, decisions: ['retry', 'stop'] } as const;
    expect(answerCommand('R-1', 's', decision)).toBe(
      'opsroom answer R-1 --step s --question 7 --decide retry|stop --continue',
    );
  });
});
