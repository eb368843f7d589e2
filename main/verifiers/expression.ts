import type { VerifierContext } from '#main/engine/ports/verifier.ts';
import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import type { ReadingStatus } from '#shared/run/reading.ts';

/** What is not there cannot have the value that the expression asks for. */
const ABSENT: readonly (string | undefined)[] = ['no_such_key', 'index_out_of_bounds'];

/**
 * Asks whether an expression is true of what was read. Red when it is false, or names a member that is not there;
 * unreadable when it gives neither true nor false, or cannot be evaluated.
 */
export function judgeExpression(
  context: VerifierContext,
  expression: string,
  variables: Readonly<Record<string, Json>>,
): { readonly status: ReadingStatus; readonly message: string } {
  try {
    const value = context.evaluate(expression, variables);
    if (value === true) return { status: 'green', message: `${expression} is true` };
    if (value === false) return { status: 'red', message: `${expression} is false` };
    return { status: 'unreadable', message: `${expression} is neither true nor false` };
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('expression.')) throw error;
    const isAbsent = error.code === 'expression.evaluation' && ABSENT.includes(errorCode(error.cause));
    return { status: isAbsent ? 'red' : 'unreadable', message: errorMessage(error) };
  }
}
