import { findCycle } from '#shared/pulser/graph.ts';
import type { Step } from '#shared/pulser/step.ts';
import { listOf, type PlanView, type StepView } from './plan-view.ts';
import { type Problem, suggest } from './problem.ts';

/** What is wrong with the order of the steps: ids that stand twice, needs that nothing meets, circles. */
export function graphProblems(plan: PlanView): readonly Problem[] {
  const problems: Problem[] = [];
  for (const step of plan.steps) {
    const first = step.id === undefined ? undefined : plan.byId.get(step.id);
    if (step.id !== undefined && first !== undefined && first !== step) problems.push(duplicate(step, step.id, first));
    problems.push(...needProblems(step, plan));
  }
  const graph = [...plan.byId.values()].map((step) => ({ id: step.id, needs: step.needs }));
  const cycle = findCycle(graph as unknown as readonly Step[]);
  const at = cycle === undefined ? undefined : plan.byId.get(cycle[0] ?? '');
  if (cycle !== undefined && at !== undefined) {
    problems.push({
      severity: 'error',
      code: 'plan.cycle',
      message: cycle.length === 2 ? `${cycle[0]} needs itself` : `these steps need each other: ${cycle.join(' -> ')}`,
      path: [...at.path, 'needs'],
      hint: 'Take one of them out of the needs of the other.',
    });
  }
  return problems;
}

function duplicate(step: StepView, id: string, first: StepView): Problem {
  return {
    severity: 'error',
    code: 'plan.duplicate-step',
    message: `the id ${id} is taken`,
    path: [...step.path, 'id'],
    hint: `steps[${first.index}] has it: give this step another one.`,
  };
}

function needProblems(step: StepView, plan: PlanView): readonly Problem[] {
  return listOf(step.raw.needs).flatMap((need, index): Problem[] => {
    if (typeof need !== 'string' || plan.byId.has(need)) return [];
    const path = [...step.path, 'needs', index];
    const others = [...plan.byId.keys()].filter((id) => id !== step.id);
    const hint = suggest(need, others, 'steps');
    return [{ severity: 'error', code: 'plan.unknown-need', message: `unknown step ${need}`, path, hint }];
  });
}

/** True when `id` is done before a step starts, because the step needs it, directly or not. */
export function comesAfter(plan: PlanView, step: StepView, id: string): boolean {
  const seen = new Set<string>();
  const open = [...step.needs];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(plan.byId.get(next)?.needs ?? []));
  }
  return false;
}
