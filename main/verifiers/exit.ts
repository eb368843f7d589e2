import type { Verifier } from '#main/engine/ports/verifier.ts';
import { green, red, unreadable } from './observation.ts';

/** Compares the exit code of the step's command: weak evidence, for it is what the command says of itself. */
export const exitVerifier: Verifier = {
  kind: 'exit',
  async read(check, context) {
    context.signal.throwIfAborted();
    if (check.exit === undefined) return unreadable(null, 'not an exit check');
    if (context.report === null) return unreadable(null, 'the step has not acted');
    const code = context.report.result['exitCode'];
    if (typeof code !== 'number') return unreadable(null, 'the step ended without an exit code');
    const observed = { exit: code };
    if (code === check.exit) return green(observed, `exit ${code}, as expected`);
    return red(observed, `exit ${code}, expected ${check.exit}`);
  },
};
