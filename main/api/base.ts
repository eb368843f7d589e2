import { implement, type Schema } from '@orpc/server';
import { contract } from '#shared/api/contract.ts';
import { appError } from '#shared/lib/app-error.ts';
import type { HostContext } from './context.ts';
import { unreadableInput, wireError } from './errors.ts';

const implementer = implement(contract).$context<HostContext>();

/** Turns whatever a call throws, also later in its stream, into the errors of the contract. */
const guard = implementer.middleware(async ({ context, path, procedure, next }, input) => {
  const report = (error: unknown): string => context.api.reportFault(path.join('.'), error);
  try {
    const result = await next();
    const { output } = result as { output: unknown };
    return isStream(output) ? { ...result, output: guarded(output, report) as typeof result.output } : result;
  } catch (error) {
    const { inputSchema } = procedure['~orpc'];
    if (error instanceof TypeError && inputSchema !== undefined && !(await isReadable(inputSchema, input))) {
      throw unreadableInput();
    }
    throw wireError(error, report);
  }
});

/** False when checking breaks: a schema measures the `length` of what is no text, and that may be no number either. */
async function isReadable(schema: Schema<unknown, unknown>, input: unknown): Promise<boolean> {
  try {
    await schema['~standard'].validate(input);
    return true;
  } catch {
    return false;
  }
}

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
