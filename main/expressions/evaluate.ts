import type { ParseResult } from '@marcbachmann/cel-js';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { faultOf, language, MAX_EXPRESSION_LENGTH, nodesOf, useLinearMatches } from './language.ts';
import { Recent } from './recent.ts';
import { fromCel, toCel } from './values.ts';

interface Program {
  readonly run: ParseResult;
  /** Every name that stands alone in the expression, local ones of macros included. */
  readonly names: ReadonlySet<string>;
}

const programs = new Recent<Program>(1_000);

/**
 * The value of a CEL expression over JSON variables. Deterministic: no clock, no randomness, no I/O. Throws AppError
 * `expression.syntax` or `expression.evaluation`, each with a message of one line.
 */
export function evaluateExpression(source: string, variables: Readonly<Record<string, Json>>): Json {
  const program = programs.get(source, () => compile(source));
  // Only what the expression names is converted: a run's variables can be large.
  const context: Record<string, unknown> = Object.create(null);
  for (const name of program.names) {
    if (Object.hasOwn(variables, name)) context[name] = toCel(variables[name]);
  }
  try {
    return fromCel(program.run(context));
  } catch (cause) {
    const { message } = faultOf(cause);
    throw new AppError('expression.evaluation', `\`${excerpt(source)}\`: ${message}`, { cause });
  }
}

/** A source as an error message can carry it: one line, not too long. */
export function excerpt(source: string): string {
  const line = source.trim().replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function compile(source: string): Program {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    throw new AppError('expression.syntax', `the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`);
  }
  try {
    const run = language.parse(source);
    const names = new Set<string>();
    for (const node of nodesOf(run.ast)) if (node.op === 'id') names.add(node.args);
    useLinearMatches(run.ast);
    return { run, names };
  } catch (cause) {
    const { message } = faultOf(cause);
    throw new AppError('expression.syntax', `\`${excerpt(source)}\`: ${message}`, { cause });
  }
}
