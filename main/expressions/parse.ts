import type { ASTNode } from '@marcbachmann/cel-js';
import { errorMessage } from '#shared/lib/app-error.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import {
  childrenOf,
  faultOf,
  isMatchesCall,
  language,
  MAX_EXPRESSION_LENGTH,
  nodesOf,
  useLinearMatches,
} from './language.ts';
import { textPattern } from './pattern.ts';

/** A use of a variable: `steps["a-b"].outputs.x` has root `steps` and path `['a-b', 'outputs', 'x']`. */
export interface Reference {
  readonly root: string;
  /** Members as far as they are known; a computed index ends the path. */
  readonly path: readonly string[];
  /** True when a computed index cut the path short. */
  readonly isOpen: boolean;
  /** Offsets in the source, UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export interface ParsedExpression {
  readonly references: readonly Reference[];
  /** The CEL type of the result as far as it is known without values; `dyn` otherwise. */
  readonly type: string;
}

export interface ExpressionFault {
  readonly code: 'expression.syntax' | 'expression.type' | 'plan.regex';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const TYPE_NAMES = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

/** Parses and type-checks an expression without values: what it refers to, or what is wrong and where. */
export function parseExpression(source: string): Result<ParsedExpression, ExpressionFault> {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    const message = `is longer than ${MAX_EXPRESSION_LENGTH} characters`;
    return err({ code: 'expression.syntax', message, start: 0, end: source.length });
  }
  let ast: ASTNode;
  let check: ReturnType<typeof language.check>;
  try {
    const parsed = language.parse(source);
    ast = parsed.ast;
    useLinearMatches(ast);
    check = parsed.check();
  } catch (error) {
    return err({ code: 'expression.syntax', ...faultOf(error) });
  }
  if (!check.valid) return err({ code: 'expression.type', ...faultOf(check.error) });
  const pattern = badPattern(ast);
  if (pattern !== undefined) return err(pattern);
  const references: Reference[] = [];
  collect(ast, new Set(), references);
  return ok({ references, type: check.type ?? 'dyn' });
}

function collect(node: ASTNode, locals: ReadonlySet<string>, found: Reference[]): void {
  const { root, path, isOpen, indexes } = chain(node);
  if (root !== undefined) {
    const isNamespace = (root === 'cel' || root === 'google') && path.length === 0;
    if (!locals.has(root) && !TYPE_NAMES.has(root) && !isNamespace) {
      found.push({ root, path, isOpen, start: node.start, end: node.end });
    }
    for (const index of indexes) collect(index, locals, found);
    return;
  }
  const scoped = macroScope(node);
  if (scoped === undefined) {
    for (const child of childrenOf(node)) collect(child, locals, found);
    return;
  }
  for (const child of scoped.outside) collect(child, locals, found);
  const inner = new Set(locals).add(scoped.name);
  for (const child of scoped.inside) collect(child, inner, found);
}

/** A chain of members that starts at a name: `a.b["c"][0]`. */
function chain(node: ASTNode): {
  root: string | undefined;
  path: readonly string[];
  isOpen: boolean;
  indexes: readonly ASTNode[];
} {
  const members: (string | undefined)[] = [];
  const indexes: ASTNode[] = [];
  let at = node;
  for (;;) {
    if (at.op === '.') {
      members.unshift(at.args[1]);
      at = at.args[0];
    } else if (at.op === '[]') {
      const index = at.args[1];
      const isName = index.op === 'value' && typeof index.args === 'string';
      members.unshift(isName ? index.args : undefined);
      if (index.op !== 'value') indexes.unshift(index);
      at = at.args[0];
    } else {
      break;
    }
  }
  const cut = members.indexOf(undefined);
  const path = (cut === -1 ? members : members.slice(0, cut)).filter((member) => member !== undefined);
  return { root: at.op === 'id' ? at.args : undefined, path, isOpen: cut !== -1, indexes };
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** The name that a macro binds, with what lies outside and inside of its reach. */
function macroScope(
  node: ASTNode,
): { name: string; outside: readonly ASTNode[]; inside: readonly ASTNode[] } | undefined {
  if (node.op !== 'rcall') return undefined;
  const [method, receiver, args] = node.args;
  const [variable, ...rest] = args;
  if (variable?.op !== 'id') return undefined;
  if (LOOPS.has(method) && rest.length > 0) return { name: variable.args, outside: [receiver], inside: rest };
  const isBind = method === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && rest.length === 2;
  return isBind ? { name: variable.args, outside: rest.slice(0, 1), inside: rest.slice(1) } : undefined;
}

function badPattern(ast: ASTNode): ExpressionFault | undefined {
  for (const node of nodesOf(ast)) {
    if (node.op !== 'rcall' || !isMatchesCall(node.args[0])) continue;
    const [pattern] = node.args[2];
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string') continue;
    try {
      textPattern(pattern.args);
    } catch (error) {
      return { code: 'plan.regex', message: errorMessage(error), start: pattern.start, end: pattern.end };
    }
  }
  return undefined;
}
