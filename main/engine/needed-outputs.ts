import { parseExpression } from '#main/expressions/parse.ts';
import { findTemplates } from '#main/expressions/templates.ts';
import { isJsonObject, type Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { Step } from '#shared/pulser/step.ts';

/** An output of another step that a step's expressions name. */
export interface NeededOutput {
  readonly stepId: string;
  readonly output: string;
}

const CACHE = new WeakMap<Plan, ReadonlyMap<string, readonly NeededOutput[]>>();

/** The outputs of other steps that a step's expressions name, wherever they stand in it. */
export function neededOutputs(plan: Plan, stepId: string): readonly NeededOutput[] {
  let needed = CACHE.get(plan);
  if (needed === undefined) {
    needed = new Map(plan.steps.map((step) => [step.id, outputsOf(step)]));
    CACHE.set(plan, needed);
  }
  return needed.get(stepId) ?? [];
}

const SOURCES = new WeakMap<Plan, ReadonlySet<string>>();

/** True when another step names an output of this one. */
export function isOutputNeeded(plan: Plan, stepId: string): boolean {
  let sources = SOURCES.get(plan);
  if (sources === undefined) {
    sources = new Set(plan.steps.flatMap((step) => neededOutputs(plan, step.id).map((needed) => needed.stepId)));
    SOURCES.set(plan, sources);
  }
  return sources.has(stepId);
}

/** A step acts although its checks are green when it says so, or when it only reads and its outputs are wanted. */
export function mustAct(plan: Plan, step: Step): boolean {
  if (step.always) return true;
  return step.effect === 'read' && (Object.keys(step.outputs).length > 0 || isOutputNeeded(plan, step.id));
}

function outputsOf(step: Step): readonly NeededOutput[] {
  const found = new Map<string, NeededOutput>();
  for (const expression of expressionsOf(step)) {
    const parsed = parseExpression(expression);
    if (!parsed.ok) continue;
    for (const reference of parsed.value.references) {
      const [stepId, member, output] = reference.path;
      if (reference.root !== 'steps' || stepId === undefined || member !== 'outputs' || output === undefined) continue;
      // Its own outputs are there once it acted; nothing has to give them to it.
      if (stepId === step.id) continue;
      // A step's own outputs are there once it acted: its checks may name them.
      if (stepId === step.id) continue;
      found.set(`${stepId}.${output}`, { stepId, output });
    }
  }
  return [...found.values()];
}

function expressionsOf(step: Step): readonly string[] {
  const checks = [...step.before, ...step.verify];
  const bare = checks.flatMap((check) => [
    check.output,
    typeof check.shell === 'object' && 'json' in check.shell ? check.shell.json : undefined,
    check.http?.json,
    check.sql?.json,
    check.file?.json,
    check.mcp?.json,
  ]);
  const inTexts = textsIn([step.do, step.undo ?? null, ...checks] as unknown as Json).flatMap((text) =>
    findTemplates(text).map((template) => template.expression),
  );
  return [step.when, ...Object.values(step.outputs), ...bare, ...inTexts].filter(
    (text): text is string => text !== undefined,
  );
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (isJsonObject(value))
    return Object.values(value).flatMap((member) => (member === undefined ? [] : textsIn(member)));
  return [];
}
