import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import { CHECK_KINDS, type CheckKind } from '#shared/pulser/check.ts';
import type { PlanPath } from './problem.ts';

/** A step as far as it can be made out, be the plan right or wrong. */
export interface StepView {
  readonly index: number;
  readonly path: PlanPath;
  readonly id: string | undefined;
  /** Ids it comes after: what it says, or the step before. */
  readonly needs: readonly string[];
  readonly raw: JsonObject;
}

/**
 * A plan as it was written, right or wrong. What it means is checked on this view and not on the parsed plan, so that a
 * wrong type in one place hides no problem in another.
 */
export interface PlanView {
  readonly raw: JsonObject;
  readonly steps: readonly StepView[];
  /** The first step of each id. */
  readonly byId: ReadonlyMap<string, StepView>;
  readonly inputs: JsonObject;
  readonly connections: JsonObject;
  readonly secrets: readonly string[];
}

export function viewPlan(value: Json): PlanView {
  const raw = asObject(value);
  const steps: StepView[] = [];
  listOf(raw.steps).forEach((entry, index) => {
    const step = asObject(entry);
    const before = steps.at(-1)?.id;
    const needs = Array.isArray(step.needs) ? step.needs.filter(isText) : before === undefined ? [] : [before];
    steps.push({ index, path: ['steps', index], id: isText(step.id) ? step.id : undefined, needs, raw: step });
  });
  const byId = new Map<string, StepView>();
  for (const step of steps) if (step.id !== undefined && !byId.has(step.id)) byId.set(step.id, step);
  return {
    raw,
    steps,
    byId,
    inputs: asObject(raw.inputs),
    connections: asObject(raw.connections),
    secrets: listOf(raw.secrets).filter(isText),
  };
}

/** A check of a step with where it stands. */
export interface CheckView {
  readonly path: PlanPath;
  readonly kind: CheckKind | undefined;
  readonly raw: JsonObject;
}

/** The checks of a list (`before` or `verify`) of a step. */
export function checksOf(step: StepView, list: 'before' | 'verify'): readonly CheckView[] {
  return listOf(step.raw[list]).map((entry, index) => {
    const raw = asObject(entry);
    return { path: [...step.path, list, index], kind: CHECK_KINDS.find((kind) => raw[kind] !== undefined), raw };
  });
}

/** The tool calls of a step. */
export function callsOf(step: StepView): readonly { readonly path: PlanPath; readonly raw: JsonObject }[] {
  return (['do', 'undo'] as const)
    .filter((key) => isJsonObject(step.raw[key]))
    .map((key) => ({ path: [...step.path, key], raw: asObject(step.raw[key]) }));
}

export function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}
