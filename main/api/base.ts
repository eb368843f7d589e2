import { implement } from '@orpc/server';
import { contract } from '#shared/api/contract.ts';
import { appError } from '#shared/lib/app-error.ts';
import type { HostContext } from './context.ts';
import { wireError } from './errors.ts';

const implementer = implement(contract).$context<HostContext>();

/** Turns whatever a call throws, also later in its stream, into the errors of the contract. */
const guard = implementer.middleware(async ({ context, path, next }) => {
  const report = (error: unknown): string => context.api.reportFault(path.join('.'), error);
  try {
    const result = await next();
    const { output } = result as { output: unknown };
    return isStream(output) ? { ...result, output: guarded(output, report) as typeof result.output } : result;
  } catch (error) {
    throw wireError(error, report);
  }
});

async function* guarded(
  stream: AsyncGenerator<unknown, void, void>,
  report: (error: unknown) => string,
): AsyncGenerator<unknown, void, void> {
  try {
    yield* stream;
  } catch (error) {
    throw wireError(error, report);
  }
}

function isStream(value: unknown): value is AsyncGenerator<unknown, void, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Implements calls that answer in any state of the data folder. */
export const anyState = implementer.use(guard);

/** Implements calls that need an open data folder; refused with what kept it from opening. */
export const open = anyState.use(({ context, next }) => {
  const { api } = context;
  if (!api.usable) throw appError(api.problem);
  return next({ context: { api } });
});
