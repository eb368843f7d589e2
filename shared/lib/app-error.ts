import type { JsonObject } from './json.ts';

/** What crosses a wire when something failed: recognised by `code`, never by class. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  /** What to do about it, in one line. */
  readonly hint?: string;
  readonly details?: JsonObject;
}

/** A fault with a stable code. Codes are append-only: `area.reason`, kebab-case. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: JsonObject | undefined;

  constructor(code: string, message: string, options: { hint?: string; details?: JsonObject; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }
}

/** An error that came as data, to be thrown. */
export function appError({ code, message, hint, details }: ErrorData): AppError {
  return new AppError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

/** The code of an error, `undefined` when it carries none (recognised by shape, so it works across realms). */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
