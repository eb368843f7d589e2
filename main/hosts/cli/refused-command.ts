import { AppError, type ErrorData } from '#shared/lib/app-error.ts';

/** A command that the state of a run does not allow, as what the command line reports. */
export function refusedCommand(error: ErrorData): AppError {
  const { code, message, hint, details } = error;
  return new AppError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}
