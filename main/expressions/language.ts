import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
} from '@marcbachmann/cel-js';
import { textPattern } from './pattern.ts';

/** Longest expression, in UTF-16 units. */
export const MAX_EXPRESSION_LENGTH = 16_384;

const LINEAR_MATCHES = 'matchesRe2';

/**
 * CEL as plans have it. What differs from the library: `matches` runs in linear time, and an int and a double may be
 * added, subtracted, multiplied and divided, because JSON does not tell 2 from 2.0.
 */
export const language = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 1_000, maxDepth: 50 },
})
  .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (text: string, pattern: string) =>
    textPattern(pattern).test(text),
  )
  .registerOperator('int + double', (a: bigint, b: number) => Number(a) + b)
  .registerOperator('double + int', (a: number, b: bigint) => a + Number(b))
  .registerOperator('int - double', (a: bigint, b: number) => Number(a) - b)
  .registerOperator('double - int', (a: number, b: bigint) => a - Number(b))
  .registerOperator('int * double', (a: bigint, b: number) => Number(a) * b)
  .registerOperator('double * int', (a: number, b: bigint) => a * Number(b))
  .registerOperator('int / double', (a: bigint, b: number) => Number(a) / b)
  .registerOperator('double / int', (a: number, b: bigint) => a / Number(b));

/**
 * Sends every `matches` of a freshly parsed expression to the linear one. The library has no way to replace a function of
 * its own, so the call is renamed in the tree before it is first checked.
 */
export function useLinearMatches(node: ASTNode): void {
  for (const call of nodesOf(node)) {
    if (call.op === 'rcall' && call.args[0] === 'matches') (call.args as [string, ...unknown[]])[0] = LINEAR_MATCHES;
  }
}

/** True for a call of `matches`, renamed or not. */
export function isMatchesCall(name: string): boolean {
  return name === 'matches' || name === LINEAR_MATCHES;
}

/** A node and every node below it, as written (macros not expanded). */
export function* nodesOf(root: ASTNode): Generator<ASTNode> {
  const open: ASTNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...childrenOf(node).toReversed());
  }
}

/** The nodes right below a node, in source order. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** What the library says is wrong, in one line and without its picture of the source. */
export function faultOf(error: unknown): { readonly message: string; readonly start: number; readonly end: number } {
  if (error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError) {
    const message = error.summary.replaceAll(LINEAR_MATCHES, 'matches').replace(/\s+/g, ' ');
    return { message: plain(error.code, message), start: error.range?.start ?? 0, end: error.range?.end ?? 0 };
  }
  if (error instanceof RangeError) return { message: 'is nested too deeply', start: 0, end: 0 };
  return { message: error instanceof Error ? error.message : String(error), start: 0, end: 0 };
}

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  IDENTIFIER: 'a name',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
  EQ: '==',
  NE: '!=',
  AND: '&&',
  OR: '||',
  NOT: '!',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
  NUMBER: 'a number',
  STRING: 'a text',
};

function plain(code: string, message: string): string {
  // The library puts the value itself into this message; a value may be a secret.
  if (code === 'bool_conversion_error') return 'bool() takes true, false, 1, 0, t or f';
  if (code !== 'expected_token' && code !== 'unexpected_token') return message;
  return message
    .replace(/\b[A-Z]+\b/g, (token) => TOKENS[token] ?? token.toLowerCase())
    .replace(/^E/, 'e')
    .replace(/^U/, 'u');
}
