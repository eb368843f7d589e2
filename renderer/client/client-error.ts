import { ORPCError } from '@orpc/client';
import type { ErrorData } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** What every failed call is rejected with: a code of the product, what happened, and what to do about it. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: JsonObject | undefined;

  constructor(data: ErrorData, options: { readonly cause?: unknown } = {}) {
    super(data.message, options);
    this.code = data.code;
    this.hint = data.hint;
    this.details = data.details;
  }
}

/** Codes of failures that lie in the connection: the call may have reached the control room, or not. */
export const CONNECTION_LOST = 'connection.lost';
export const CONNECTION_MISSING = 'connection.missing';

/** True where the connection failed, not what was asked. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof ClientError && error.code.startsWith('connection.');
}

/** Any failure of a call as the one error that pages know. */
export function toClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    if (isErrorData(data)) return new ClientError(data, { cause: error });
    const code = `client.${error.code.toLowerCase().replaceAll('_', '-')}`;
    return new ClientError({ code, message: error.message }, { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ClientError({ code: 'client.failed', message }, { cause: error });
}

function isErrorData(data: unknown): data is ErrorData {
  if (typeof data !== 'object' || data === null) return false;
  return 'code' in data && typeof data.code === 'string' && 'message' in data && typeof data.message === 'string';
}
