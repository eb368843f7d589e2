import dagre from '@dagrejs/dagre';
import type { StepOutline } from '#shared/api/plans.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';

/** Sizes of the graph's parts, px. */
export const NODE = { width: 204, height: 56 } as const;
/** Room beside a step for its undo, and for the names of its inputs. */
const UNDO_SIDE = 116 + 34;
const INPUT_GAP = 24;

/** A step with the box that holds it, its inputs to the left and its undo to the right, px. The step stands in the middle. */
export interface PlacedStep {
  /** Its id, or its place where the id is missing or not the only one. */
  readonly key: string;
  readonly index: number;
  readonly step: StepOutline;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphLayout {
  readonly steps: readonly PlacedStep[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Places the steps of an outline in ranks by what they need, side by side where they do not wait for each other. */
export function layOut(outline: readonly StepOutline[]): GraphLayout {
  const keys = stepKeys(outline);
  const edges = edgesOf(outline, keys);
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: 40, nodesep: 28, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [index, step] of outline.entries()) {
    // Equal room on both sides keeps a chain straight.
    const side = Math.max(step.hasUndo ? UNDO_SIDE : 0, inputsWidth(step));
    graph.setNode(keys[index] ?? '', { width: NODE.width + 2 * side, height: NODE.height });
  }
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const steps = outline.map((step, index) => {
    const key = keys[index] ?? '';
    const { x = 0, y = 0, width = NODE.width, height = NODE.height } = graph.node(key);
    return { key, index, step, x: x - width / 2, y: y - height / 2, width, height };
  });
  return { steps: readingOrder(steps, graph.graph().width ?? 0), edges };
}

/** Mirrors a graph whose branches stand from right to left: they are read in the order of the text. */
function readingOrder(steps: readonly PlacedStep[], width: number): readonly PlacedStep[] {
  let order = 0;
  for (const [index, step] of steps.entries()) {
    const beside = steps.slice(index + 1).find(({ y }) => Math.abs(y - step.y) < 1);
    if (beside !== undefined) order += beside.x > step.x ? 1 : -1;
  }
  return order >= 0 ? steps : steps.map((step) => ({ ...step, x: width - step.x - step.width }));
}

/** The line of the first error of each step, lines counted from 1; 0 where there is none. */
export function errorLines(outline: readonly StepOutline[], problems: readonly Diagnostic[]): readonly number[] {
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ start }) => start.line);
  return outline.map(({ fromLine, toLine }) => {
    const inside = errors.filter((line) => fromLine <= line && line <= toLine);
    return inside.length === 0 ? 0 : Math.min(...inside);
  });
}

/** What each step waits for, in words for the list: ids, `previous step`, or nothing. */
export function waitsFor(outline: readonly StepOutline[], index: number): string {
  const needs = outline[index]?.needs ?? [];
  return needs.length === 0 ? 'starts at once' : `after ${needs.join(', ')}`;
}

/** The step whose lines hold a line; lines count from 1. */
export function stepAtLine(outline: readonly StepOutline[], line: number): number {
  return outline.findIndex((step) => step.fromLine <= line && line <= step.toLine);
}

function stepKeys(outline: readonly StepOutline[]): readonly string[] {
  const seen = new Set<string>();
  return outline.map((step, index) => {
    const key = step.id === '' || seen.has(step.id) ? `#${index + 1}` : step.id;
    seen.add(key);
    return key;
  });
}

function edgesOf(outline: readonly StepOutline[], keys: readonly string[]): { from: string; to: string }[] {
  const known = new Set(keys);
  return outline.flatMap((step, index) => {
    const to = keys[index] ?? '';
    return [...new Set(step.needs)].filter((need) => known.has(need) && need !== to).map((from) => ({ from, to }));
  });
}

function inputsWidth(step: StepOutline): number {
  if (step.inputs.length === 0) return 0;
  return INPUT_GAP + step.inputs.reduce((width, name) => width + 22 + name.length * 6.6, 0);
}
