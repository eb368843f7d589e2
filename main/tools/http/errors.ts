import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';

const DNS = /^(ENOTFOUND|EAI_\w+|ENODATA)$/;
const UNREACHABLE = /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/;
const RESET = /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|Z_BUF_ERROR)$/;

/**
 * What went wrong with an exchange, as `http.*`. Names the origin only: the rest of a URL may hold a secret.
 */
export function httpError(error: unknown, origin: string): AppError {
  const failure = decisive(error);
  const code = errorCode(failure) ?? '';
  if (failure instanceof AppError && code.startsWith('http.')) {
    return new AppError(code, `${origin}: ${failure.message}`, pick(failure));
  }
  const named = (suffix: string, message: string, hint?: string): AppError =>
    new AppError(`http.${suffix}`, `${origin}: ${message}`, {
      ...(hint === undefined ? {} : { hint }),
      ...(code === '' ? {} : { details: { reason: code } }),
      cause: failure,
    });
  if (code === 'ECONNREFUSED') return named('refused', 'the connection was refused', 'is the service running?');
  if (DNS.test(code)) return named('dns', `the host name could not be resolved (${code})`);
  if (code === 'ETIMEDOUT') return named('timeout', 'the connection timed out');
  if (UNREACHABLE.test(code)) return named('unreachable', `the host cannot be reached (${code})`);
  if (RESET.test(code)) return named('reset', 'the connection was closed before the whole answer came');
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return named('tls', `TLS failed: ${code}`);
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED' || code.startsWith('UND_ERR_REQ_')) {
    return named('request', `the request is not valid: ${errorMessage(failure)}`);
  }
  if (
    isParserError(failure) ||
    code.startsWith('HPE_') ||
    code.startsWith('UND_ERR_') ||
    code.startsWith('Z_') ||
    code.startsWith('ERR_')
  ) {
    return named('protocol', `the answer is not valid HTTP${code === '' ? '' : ` (${code})`}`);
  }
  return named('failed', `the exchange failed${code === '' ? '' : ` (${code})`}`);
}

// A name with several addresses fails with one error per address: only all refused is refused.
function decisive(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  return error.errors.find((one) => errorCode(one) !== 'ECONNREFUSED') ?? error.errors[0];
}

// Has a code only for some of its reasons.
function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function pick(error: AppError): { hint?: string; details?: NonNullable<AppError['details']>; cause: unknown } {
  return {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details === undefined ? {} : { details: error.details }),
    cause: error.cause ?? error,
  };
}
