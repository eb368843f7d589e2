import { AppError } from '#shared/lib/app-error.ts';
import type { ImportContext } from '#shared/mcp/import/imported.ts';

/** A context that knows nothing but what is given. */
export function importContext(over: Partial<ImportContext> = {}): ImportContext {
  return { inputs: {}, variables: {}, folders: {}, takenSecrets: new Map(), only: [], ...over };
}

/** The problems of an import that is refused as a whole. */
export function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'mcp.import-invalid')
      return error.details?.['problems'] as readonly string[];
    throw error;
  }
  throw new Error('nothing was refused');
}
