import { ORPCError, ValidationError } from '@orpc/server';
import { AppError, appError, type ErrorData, errorCode } from '#shared/lib/app-error.ts';
import type { Result } from '#shared/lib/result.ts';

const INVALID_HINT = 'correct what was sent; reload the window if it was not you who wrote it';

/** The value of a result; throws what it says where there is none. */
export function valueOf<T>(result: Result<T, ErrorData>): T {
  if (result.ok) return result.value;
  throw appError(result.error);
}

/** Anything that was thrown as what crosses the wire: refusals with their reason, faults without what they reveal. */
export function wireError(
  error: unknown,
  report: (error: unknown) => string,
): ORPCError<'REFUSED', ErrorData> | ORPCError<'FAULT', ErrorData> {
  if (error instanceof ORPCError) {
    if (error.code === 'REFUSED' || error.code === 'FAULT') return error;
    if (error.cause instanceof ValidationError && error.code === 'BAD_REQUEST') return refused(invalid(error.cause));
  }
  if (error instanceof AppError) return refused(errorData(error));
  if (isAbort(error)) return refused({ code: 'request.aborted', message: 'the call was ended before its answer' });
  const message = report(error);
  return new ORPCError('FAULT', {
    status: 500,
    message: 'the control room failed',
    data: {
      code: 'internal.fault',
      message: `the control room failed: ${message}`,
      hint: 'its log, opsroom.log in the data folder, has the details',
    },
  });
}

/** The refusal of an input that breaks the check of it. */
export function unreadableInput(): ORPCError<'REFUSED', ErrorData> {
  return refused({
    code: 'request.invalid',
    message: 'the request: it has a member named length or size that is no number',
    hint: INVALID_HINT,
    details: { problems: [] },
  });
}

function refused(data: ErrorData): ORPCError<'REFUSED', ErrorData> {
  return new ORPCError('REFUSED', { status: 422, message: data.message, data });
}

function errorData({ code, message, hint, details }: AppError): ErrorData {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  };
}

function invalid({ issues }: ValidationError): ErrorData {
  const problems = issues.slice(0, 20).map(({ path = [], message }) => {
    const where = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return { where, message };
  });
  const [first = { where: '', message: 'it does not fit' }] = problems;
  const place = first.where === '' ? 'the request' : first.where;
  return {
    code: 'request.invalid',
    message: `${place}: ${first.message}`,
    hint: INVALID_HINT,
    details: { problems },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || errorCode(error) === 'ABORT_ERR');
}
