import {
  OAuthClientFlowError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import { connectProblem } from './connect-problem.ts';

/** Characters of a server's own words that are kept. */
const WORDS = 2_000;
/** Characters of what a server adds to an error that are kept; more of it is left out. */
const DATA = 16_384;

/** A server refused one message because it does not know the session any more: that message, and it alone, was not taken in. */
export const SESSION_GONE = 'mcp.session-gone';

/** What went wrong with a server, in our codes. `failure` is what its transport knows about its own end. */
export function mcpError(error: unknown, server: string, failure?: AppError): AppError {
  if (error instanceof AppError) return error;
  if (failure !== undefined && !(error instanceof ProtocolError)) return failure;
  if (error instanceof UnauthorizedError || error instanceof OAuthClientFlowError) return loginRequired(server, error);
  if (error instanceof ProtocolError) return refusal(server, error);
  if (error instanceof SdkHttpError) return httpError(server, error);
  if (error instanceof SdkError) return sdkError(server, error);
  // What `fetch` throws when there is no connection.
  if (error instanceof TypeError) {
    return new AppError('mcp.closed', `${server} cannot be reached: ${reason(error)}`, { cause: error });
  }
  return new AppError('mcp.protocol', `${server} did not keep to the protocol: ${words(errorMessage(error))}`, {
    cause: error,
  });
}

/** The same for an error while connecting: what would be a closed connection was never one. */
export function connectError(
  error: unknown,
  { name: server, url }: { readonly name: string; readonly url?: string },
  failure?: AppError,
): AppError {
  const found = mcpError(error, server, failure);
  if (found.code === 'mcp.login-required' || found.code === SESSION_GONE) return found;
  const problem = found === failure ? undefined : connectProblem(error, url === undefined ? undefined : new URL(url));
  if (problem instanceof AppError) return problem;
  if (problem !== undefined) {
    const { message, ...rest } = problem;
    return new AppError('mcp.connect', `${server}: ${message}`, { ...rest, cause: error });
  }
  if (found.code !== 'mcp.closed' && found.code !== 'mcp.protocol' && found.code !== 'mcp.timeout') return found;
  return new AppError('mcp.connect', found.message, {
    hint: found.hint ?? 'check that the server runs, and that its command or address is right',
    ...(found.details === undefined ? {} : { details: found.details }),
    cause: error,
  });
}

export function loginRequired(server: string, cause?: unknown): AppError {
  return new AppError('mcp.login-required', `${server} wants a login`, {
    hint: `log in with: opsroom mcp login ${server}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function timedOut(server: string, what: string, ms: number): AppError {
  return new AppError('mcp.timeout', `${server}: ${what} did not end within ${ms} ms`, {
    hint: 'raise the deadline, or ask for less',
  });
}

function refusal(server: string, error: ProtocolError): AppError {
  const data = smallData(error.data);
  return new AppError('mcp.protocol', `${server} answered with an error: ${words(error.message)}`, {
    details: { code: error.code, ...(data === undefined ? {} : { data }) },
    cause: error,
  });
}

function httpError(server: string, error: SdkHttpError): AppError {
  if (error.status === 401) return loginRequired(server, error);
  return new AppError('mcp.protocol', `${server} answered with HTTP ${error.status}: ${words(error.message)}`, {
    details: { status: error.status },
    ...(error.status === 403 ? { hint: 'the credentials do not allow it; log in again with more scopes' } : {}),
    cause: error,
  });
}

function sdkError(server: string, error: SdkError): AppError {
  switch (error.code) {
    case SdkErrorCode.RequestTimeout:
      return new AppError('mcp.timeout', `${server} did not answer in time`, { cause: error });
    case SdkErrorCode.ConnectionClosed:
    case SdkErrorCode.NotConnected:
    case SdkErrorCode.SendFailed:
      return new AppError('mcp.closed', `the connection to ${server} ended`, { cause: error });
    default:
      return new AppError('mcp.protocol', `${server}: ${words(error.message)}`, {
        details: { reason: error.code },
        cause: error,
      });
  }
}

function reason(error: TypeError): string {
  return errorMessage(error.cause ?? error);
}

function words(text: string): string {
  return text.length > WORDS ? `${text.slice(0, WORDS)}…` : text;
}

function smallData(data: unknown): JsonObject | undefined {
  if (!isJsonObject(data)) return undefined;
  return JSON.stringify(data).length > DATA ? undefined : data;
}
