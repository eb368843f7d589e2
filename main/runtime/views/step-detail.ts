import { summariseStep } from '#main/engine/project.ts';
import type { StepState } from '#main/engine/state.ts';
import { checkStrengths, readingOf } from '#main/engine/strength.ts';
import type { ActView, CheckView, StepDetail } from '#shared/api/runs.ts';
import { checkKind } from '#shared/pulser/check.ts';
import { toolKind } from '#shared/pulser/tool-call.ts';
import { stepStatus } from '#shared/run/status.ts';
import { checkName } from '../check-name.ts';
import { callLines } from './describe-call.ts';
import type { RunFold } from './run-folds.ts';
import type { StepTrace } from './run-trace.ts';

/** Everything that the run screen shows of a step. `estimateMs`: of earlier runs. */
export function stepDetail({ trace }: RunFold, step: StepState, estimateMs: number | null): StepDetail {
  const traced = trace.step(step.index);
  const summary = summariseStep(step);
  const plan = step.step;
  return {
    summary,
    status: stepStatus(summary),
    tool: toolKind(plan.do),
    effect: plan.effect,
    needs: plan.needs,
    checks: checkViews(step),
    undo:
      plan.undo === undefined
        ? null
        : {
            text: callLines(plan.undo).join('\n'),
            verdict: step.undo?.verdict ?? null,
            reason: step.undo?.reason ?? '',
          },
    acts: actViews(step, traced),
    artifacts: step.artifacts,
    spans: traced.spans.map((span) => ({ ...span })),
    estimateMs,
  };
}

function checkViews(step: StepState): readonly CheckView[] {
  const { verify } = step.step;
  // Before the step is settled its readings say already what they will be worth.
  const strengths = step.checks.length > 0 ? step.checks : checkStrengths(verify, step.before, step.after);
  return verify.map((check, index) => ({
    name: checkName(check),
    kind: checkKind(check),
    severity: check.severity,
    strength: strengths[index] ?? null,
    before: readingOf(step.before, index) ?? null,
    after: readingOf(step.after, index) ?? null,
  }));
}

/** Every act that began, with how it ended where that is known. */
function actViews(step: StepState, traced: StepTrace): readonly ActView[] {
  const ended = [...step.acts];
  return traced.started.map((started): ActView => {
    const at = ended.findIndex((act) => act.try === started.try && act.undo === started.undo);
    const [act] = at < 0 ? [] : ended.splice(at, 1);
    if (act === undefined) return { ...started, finishedAt: null, ok: null, error: null, log: null };
    const { ok, error, log, startedAt, finishedAt } = act;
    return { try: act.try, undo: act.undo, startedAt, finishedAt, ok, error, log };
  });
}
