import dagre from '@dagrejs/dagre';
import type { StepOutline } from '#shared/api/plans.ts';

/** Sizes of the graph's parts, px. */
export const NODE = { width: 204, height: 56 } as const;
const UNDO = { width: 116, height: 40 } as const;
const SIDE_GAP = 34;
const CHIP_GAP = 24;

export interface Placed {
  readonly x: number;
  readonly y: number;
}

/** A step with where it stands; places are those of the top left corner, px. */
export interface PlacedStep {
  /** Its id, or its place where the id is missing or not the only one. */
  readonly key: string;
  readonly index: number;
  readonly step: StepOutline;
  readonly at: Placed;
  readonly undoAt: Placed | null;
  /** Right edge of the input chips, at half of its height. */
  readonly inputsAt: Placed | null;
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
  const alone = widest(edges) === 1;
  for (const [index, step] of outline.entries()) {
    // Equal room on both sides keeps a chain straight.
    const side = Math.max(step.hasUndo ? UNDO.width + SIDE_GAP : 0, alone ? 0 : inputsWidth(step));
    graph.setNode(keys[index] ?? '', { width: NODE.width + 2 * side, height: NODE.height });
  }
  for (const { from, to } of edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const steps = outline.map((step, index) => {
    const key = keys[index] ?? '';
    const { x, y } = graph.node(key);
    const at = { x: (x ?? 0) - NODE.width / 2, y: (y ?? 0) - NODE.height / 2 };
    const middle = at.y + NODE.height / 2;
    return {
      key,
      index,
      step,
      at,
      undoAt: step.hasUndo ? { x: at.x + NODE.width + SIDE_GAP, y: middle - UNDO.height / 2 } : null,
      inputsAt: step.inputs.length > 0 ? { x: at.x - CHIP_GAP, y: middle } : null,
    };
  });
  return { steps, edges };
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

/** 1 while every step is followed by at most one: no branch stands beside another. */
function widest(edges: readonly { from: string; to: string }[]): number {
  const followers = new Map<string, number>();
  for (const { from } of edges) followers.set(from, (followers.get(from) ?? 0) + 1);
  return Math.max(1, ...followers.values());
}

function inputsWidth(step: StepOutline): number {
  if (step.inputs.length === 0) return 0;
  return CHIP_GAP + step.inputs.reduce((width, name) => width + 22 + name.length * 6.6, 0);
}
