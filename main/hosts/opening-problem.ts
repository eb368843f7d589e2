import { AppError, type ErrorData, errorMessage } from '#shared/lib/app-error.ts';

/** Why a data folder could not be opened, for the page that says what is safe. */
export function openingProblem(error: unknown, dataDir: string): ErrorData {
  if (!(error instanceof AppError)) {
    return {
      code: 'store.io',
      message: `the data folder ${dataDir} could not be opened: ${errorMessage(error)}`,
      hint: 'nothing was changed in it; run opsroom doctor to see more',
    };
  }
  const { code, message, hint, details } = error;
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(details === undefined ? {} : { details }) };
}
