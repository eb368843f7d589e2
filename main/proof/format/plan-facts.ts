import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import { count, flag, listOf, object, oneOf, optional, type Shape, text } from './shape.ts';

// The parts of a plan that a proof rests on, read without the plan's own schema: a verifier of years later must not need it.

const CHECK_KINDS = ['shell', 'http', 'sql', 'file', 'tcp', 'mcp', 'output', 'exit', 'human'] as const;

export type PlanStep = Plan['steps'][number];
export type PlanCheck = PlanStep['verify'][number];

const mcp = optional(object({ server: text, tool: text }));

const checkShape: Shape = (value, path) => {
  const problem = object({ mcp, severity: oneOf('fail', 'warn'), baseline: flag, not: flag })(value, path);
  if (problem !== undefined) return problem;
  const kinds = CHECK_KINDS.filter((kind) => Object.hasOwn(value as object, kind));
  return kinds.length === 1 ? undefined : `${path} has not exactly one kind`;
};

const stepShape = object({
  id: text,
  title: text,
  effect: oneOf('read', 'write', 'irreversible'),
  needs: listOf(text),
  before: listOf(checkShape),
  verify: listOf(checkShape),
  do: object({ mcp, human: optional(object({})) }),
  undo: optional(object({ mcp })),
  retry: optional(object({ attempts: count })),
  approve: optional(object({ reason: optional(text) })),
  when: optional(text),
  onInterrupt: oneOf('verify', 'retry', 'fail', 'ask'),
  always: flag,
  allowFailure: flag,
});

export const planShape: Shape = (value, path) => {
  const problem = object({
    pulser: oneOf(1),
    name: text,
    title: text,
    version: text,
    onFailure: oneOf('rollback', 'stop', 'pause'),
    steps: listOf(stepShape),
  })(value, path);
  if (problem !== undefined) return problem;
  const { steps } = value as Plan;
  if (steps.length === 0) return 'it has no steps';
  if (steps.some((step) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(step.id))) return 'the id of a step is not one';
  if (new Set(steps.map((step) => step.id)).size !== steps.length) return 'two steps have one id';
  return undefined;
};

/** The kind of a check. */
export function kindOf(check: PlanCheck): (typeof CHECK_KINDS)[number] {
  const kind = CHECK_KINDS.find((candidate) => check[candidate] !== undefined);
  if (kind === undefined) throw new RangeError('a check without a kind');
  return kind;
}

/** True for a check that can be read before the act. */
export function isReadBefore(check: PlanCheck): boolean {
  const kind = kindOf(check);
  return check.baseline && kind !== 'output' && kind !== 'exit' && kind !== 'human';
}

/** True when a step's expressions name outputs of another: without these it cannot be done. */
export function needsOutputsOf(step: PlanStep, other: string): boolean {
  const { id: _, needs: __, title: ___, ...rest } = step;
  return new RegExp(String.raw`\bsteps\s*(?:\.\s*|\[\s*\\*["'])${other}(?![a-z0-9-])`).test(canonicalJson(rest));
}
