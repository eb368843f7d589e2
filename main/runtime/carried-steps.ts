import type { Store } from '#main/engine/ports/store.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Json } from '#shared/lib/json.ts';
import { withDescendants } from '#shared/pulser/graph.ts';
import { inputVariable } from '#shared/pulser/input.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Step } from '#shared/pulser/step.ts';
import type { AttemptOf, EventData } from '#shared/run/event.ts';
import type { RunSummary, StepSummary } from '#shared/run/run.ts';

/** What a new attempt is made of. */
interface NextAttempt {
  readonly plan: Plan;
  readonly digest: Digest;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** An earlier run and how it began. */
interface EarlierRun {
  readonly run: RunSummary;
  readonly created: EventData['run.created'];
}

/** What a new attempt takes over. */
export interface Continuation {
  readonly attemptOf: AttemptOf;
  /** Steps that ended well and do not need `fromStep`, but run again: they, or what they need, are not what they were. */
  readonly again: readonly string[];
}

/** What the words of a step stand on. */
interface Ground {
  readonly connections: Plan['connections'];
  readonly inputs: Readonly<Record<string, Json>>;
  /** What was approved of a tool and of its server; `undefined` where nothing was. */
  readonly approved: (server: string, tool: string) => readonly (Digest | undefined)[] | undefined;
}

/**
 * What a new attempt keeps of an earlier run when it starts from a step: each step that ended well, with its outputs, as long as
 * it is the step that ran then, and so is every step that it needs. Throws AppError `run.not-ended` or `run.unknown-step`.
 */
export function carriedFrom(store: Store, next: NextAttempt, earlier: EarlierRun, fromStep: string): Continuation {
  const { run, created } = earlier;
  const { plan, digest, inputs } = next;
  if (run.execution !== 'finished' && run.execution !== 'canceled') {
    throw new AppError('run.not-ended', `R-${run.number} is ${run.execution}`, {
      hint: 'cancel it, or wait for its end',
    });
  }
  if (!plan.steps.some((step) => step.id === fromStep)) {
    const ids = plan.steps.map((step) => step.id).join(', ');
    throw new AppError('run.unknown-step', `the plan has no step ${fromStep}`, { hint: `steps: ${ids}` });
  }
  const results = new Map(store.runs.steps(run.runId).map((step) => [step.id, step]));
  const then = worksOf(store.plans.get(run.planDigest), {
    inputs: created.inputs,
    approved(name, tool) {
      const server = created.servers?.find((one) => one.name === name);
      return server && [server.definition, server.tools[tool]?.digest];
    },
  });
  const now = worksOf(plan, {
    inputs,
    approved(name, tool) {
      const server = store.mcp.get(name);
      return server && [server.digest, server.pins?.tools.find((pinned) => pinned.name === tool)?.digest];
    },
  });
  const isKeepable = ({ id }: Step): boolean => endedWell(results.get(id)) && then.get(id) === now.get(id);
  const asked = withDescendants(plan.steps, [fromStep]);
  const open = plan.steps.filter((step) => asked.has(step.id) || !isKeepable(step));
  const runs = withDescendants(
    plan.steps,
    open.map((step) => step.id),
  );
  const carried = plan.steps.flatMap((step) => {
    const kept = runs.has(step.id) ? undefined : results.get(step.id);
    if (kept === undefined) return [];
    return [{ stepId: kept.id, strength: kept.strength, outputs: kept.outputs, skipped: kept.verdict === 'skipped' }];
  });
  const again = plan.steps.filter(({ id }) => runs.has(id) && !asked.has(id) && endedWell(results.get(id)));
  const revision = digest === run.planDigest ? 'recorded' : 'current';
  return { attemptOf: { runId: run.runId, fromStep, revision, carried }, again: again.map((step) => step.id) };
}

function endedWell(step: StepSummary | undefined): boolean {
  if (step === undefined || step.undo !== null) return false;
  return ['verified', 'satisfied', 'carried', 'skipped'].includes(step.verdict ?? '');
}

/** What each step of a plan does and checks, as a text that is the same only for the same work. */
function worksOf(plan: Plan | undefined, ground: Omit<Ground, 'connections'>): ReadonlyMap<string, string> {
  if (plan === undefined) return new Map();
  const { connections } = plan;
  return new Map(plan.steps.map((step) => [step.id, workOf(step, { ...ground, connections })]));
}

function workOf(step: Step, { connections, inputs, approved }: Ground): string {
  // They say to people what the step is, and do nothing.
  const { title: _title, why: _why, ...work } = step;
  const uses = [step.do, step.undo, ...step.before, ...step.verify].filter((use) => use !== undefined);
  const named = uses.flatMap(({ sql }) => (sql === undefined ? [] : [connections[sql.connection] ?? null]));
  const tools = uses.flatMap(({ mcp }) => (mcp === undefined ? [] : [approved(mcp.server, mcp.tool) ?? null]));
  const text = JSON.stringify([canonicalJson(work), canonicalJson(named), tools]);
  // An input that comes or goes with the plan changes the steps that speak of it.
  const spoken = Object.entries(inputs).filter(([name]) => text.includes(name) || text.includes(inputVariable(name)));
  return text + canonicalJson(Object.fromEntries(spoken));
}
