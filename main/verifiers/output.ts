import type { Verifier } from '#main/engine/ports/verifier.ts';
import { judgeExpression } from './expression.ts';
import { unreadable } from './observation.ts';

/** Asks whether an expression over the step's `result` and `outputs` is true. */
export const outputVerifier: Verifier = {
  kind: 'output',
  async read(check, context) {
    context.signal.throwIfAborted();
    if (check.output === undefined) return unreadable(null, 'not an output check');
    if (context.report === null) return unreadable(null, 'the step has not acted');
    const { result, outputs } = context.report;
    const { status, message } = judgeExpression(context, check.output, { result, outputs });
    return { status, observed: status === 'unreadable' ? null : status === 'green', message };
  },
};
