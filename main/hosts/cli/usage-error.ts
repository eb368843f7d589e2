import { AppError } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** A command line that cannot be done as it was written: exit code 2. */
export function usageError(message: string, hint?: string, details?: JsonObject): AppError {
  return new AppError('usage.invalid', message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}
