import { isAlias, isMap, isSeq, type Node } from 'yaml';
import type { StepOutline } from '#shared/api/plans.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { inputVariable } from '#shared/pulser/input.ts';
import { TOOL_KINDS } from '#shared/pulser/tool-call.ts';
import { type PlanDocument, readLeniently } from './document.ts';
import { asObject, isText, listOf, type PlanView, type StepView, viewPlan } from './plan-view.ts';
import { decodeSource } from './source.ts';

/** What a text calls itself, and its steps as far as they can be made out. */
export interface PlanOutline {
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly steps: readonly StepOutline[];
}

const NOTHING: PlanOutline = { name: undefined, title: undefined, steps: [] };

/** The outline of a text, be it right or wrong, with the errors of each step counted. Never throws. */
export function outlineOf(source: string, diagnostics: readonly Diagnostic[]): PlanOutline {
  const decoded = decodeSource(source);
  const document = decoded.ok ? readLeniently(decoded.value) : undefined;
  if (document === undefined || !isJsonObject(document.value)) return NOTHING;
  const view = viewPlan(document.value);
  const { name, title } = view.raw;
  const nodes = stepNodes(document);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const steps = view.steps.map((step) => {
    const lines = linesOf(document, nodes[step.index]);
    const inside = errors.filter(({ start }) => start.line >= lines.fromLine && start.line <= lines.toLine);
    return { ...stepOutline(view, step), ...lines, errors: inside.length };
  });
  return { name: isText(name) ? name : undefined, title: isText(title) ? title : undefined, steps };
}

function stepOutline(
  view: PlanView,
  { raw, id, index, needs }: StepView,
): Omit<StepOutline, 'fromLine' | 'toLine' | 'errors'> {
  const act = asObject(raw.do);
  const shown = id ?? `step ${index + 1}`;
  return {
    id: shown,
    title: isText(raw.title) ? raw.title : shown,
    tool: TOOL_KINDS.find((kind) => act[kind] !== undefined) ?? null,
    effect: raw.effect === undefined ? 'write' : isText(raw.effect) ? raw.effect : null,
    needs,
    checks: listOf(raw.verify).length,
    hasUndo: isJsonObject(raw.undo),
    inputs: inputsIn(JSON.stringify(raw), Object.keys(view.inputs)),
  };
}

/** Inputs that a step uses: by name in its expressions, or as the variable that carries them into a shell. */
function inputsIn(text: string, names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  for (const [, name = ''] of text.matchAll(/\binputs\.([A-Za-z_][A-Za-z0-9_]*)/g)) used.add(name);
  const variables = new Set([...text.matchAll(/\bINPUT_[A-Z0-9_]+/g)].map(([variable]) => variable));
  return names.filter((name) => used.has(name) || variables.has(inputVariable(name)));
}

function stepNodes({ root, targets }: PlanDocument): readonly (Node | null)[] {
  const plan = isAlias(root) ? targets.get(root) : root;
  if (!isMap(plan)) return [];
  const steps = plan.items.find((item) => String(item.key) === 'steps')?.value as Node | null | undefined;
  const list = isAlias(steps) ? targets.get(steps) : steps;
  return isSeq(list) ? (list.items as (Node | null)[]) : [];
}

function linesOf({ lines, text }: PlanDocument, node: Node | null | undefined): { fromLine: number; toLine: number } {
  const [start, end] = node?.range ?? [0, 0];
  const fromLine = Math.max(1, lines.linePos(start).line);
  // The range of a block ends where the next one begins.
  const last = start + text.slice(start, end).trimEnd().length;
  return { fromLine, toLine: Math.max(fromLine, lines.linePos(Math.max(start, last)).line) };
}
