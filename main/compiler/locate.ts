import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Diagnostic, SourcePosition } from '#shared/pulser/diagnostic.ts';
import type { PlanDocument } from './document.ts';
import { formatPath, type PlanPath, type Problem } from './problem.ts';
import type { TextProblem } from './source.ts';

/** A problem of the plan, placed in the text it was written in. */
export function placeProblem(document: PlanDocument, problem: Problem): Diagnostic {
  const [start, end] = rangeOf(document, problem);
  return {
    severity: problem.severity,
    code: problem.code,
    message: problem.message,
    path: formatPath(problem.path),
    start: positionAt(document, start),
    end: positionAt(document, end),
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  };
}

/** A problem of the text itself. */
export function placeTextProblem(document: Pick<PlanDocument, 'lines'>, problem: TextProblem): Diagnostic {
  return {
    severity: 'error',
    code: problem.code,
    message: problem.message,
    path: '',
    start: positionAt(document, problem.start),
    end: positionAt(document, problem.end),
    hint: problem.hint,
  };
}

function positionAt({ lines }: Pick<PlanDocument, 'lines'>, offset: number): SourcePosition {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), offset };
}

type Range = readonly [start: number, end: number];

function rangeOf(document: PlanDocument, problem: Problem): Range {
  const { node, key, isWhole } = find(document, problem.path);
  if (key !== null && (problem.at === 'key' || !isWhole || isBlank(node))) return span(key);
  if (node === null) return [0, 0];
  if (isScalar(node)) return problem.range === undefined ? span(node) : rangeWithin(document.text, node, problem.range);
  return firstLine(document.text, node);
}

/** The node at a path with the key before it, or the deepest of its holders that exists. */
function find(document: PlanDocument, path: PlanPath): { node: Node | null; key: Node | null; isWhole: boolean } {
  let node = document.root;
  let key: Node | null = null;
  for (const part of path) {
    const holder = isAlias(node) ? (document.targets.get(node) ?? null) : node;
    if (isMap(holder)) {
      const pair = holder.items.find((item) => isNamed(document, item.key as Node | null, part));
      if (pair === undefined) return { node, key, isWhole: false };
      key = pair.key as Node;
      node = pair.value as Node | null;
    } else if (isSeq(holder) && typeof part === 'number' && part < holder.items.length) {
      key = null;
      node = holder.items[part] as Node | null;
    } else {
      return { node, key, isWhole: false };
    }
  }
  return { node, key, isWhole: true };
}

function isNamed(document: PlanDocument, key: Node | null, part: string | number): boolean {
  const scalar = isAlias(key) ? (document.targets.get(key) ?? null) : key;
  return isScalar(scalar) && String(scalar.value) === part;
}

function isBlank(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}

function span(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
}

/** A collection is marked on its first line only: what it holds is not the problem. */
function firstLine(text: string, node: Node): Range {
  const [start, end] = span(node);
  if (!isCollection(node)) return [start, end];
  const newline = text.indexOf('\n', start);
  const stop = newline === -1 ? end : Math.min(newline, end);
  return [start, start + text.slice(start, stop).trimEnd().length];
}

/** Where a part of a scalar's value stands in the text; the whole scalar where its spelling hides that. */
function rangeWithin(text: string, node: Scalar, range: { start: number; end: number }): Range {
  const [start, end] = span(node);
  const value = typeof node.value === 'string' ? node.value : '';
  const raw = text.slice(start, end);
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const spelled = isQuoted ? raw.slice(1, -1) : raw;
  if (spelled === value) {
    const base = start + (isQuoted ? 1 : 0);
    return [base + range.start, base + Math.max(range.end, range.start)];
  }
  if (node.type === 'BLOCK_LITERAL') {
    const from = offsetInBlock(raw, value, range.start);
    if (from !== undefined) {
      const to = offsetInBlock(raw, value, range.end);
      return [start + from, start + Math.max(from, to ?? from)];
    }
  }
  return [start, end];
}

/** Offset in a block scalar's spelling of an offset in its value: the lines are the same but for their indentation. */
function offsetInBlock(raw: string, value: string, offset: number): number | undefined {
  const index = value.slice(0, offset).split('\n').length - 1;
  const column = offset - (value.lastIndexOf('\n', offset - 1) + 1);
  const line = value.split('\n')[index];
  const lines = raw.split('\n');
  const spelled = lines[index + 1]?.replace(/\r$/, '');
  if (line === undefined || spelled === undefined || !spelled.endsWith(line)) return undefined;
  const before = lines.slice(0, index + 1).reduce((sum, entry) => sum + entry.length + 1, 0);
  return before + spelled.length - line.length + column;
}
