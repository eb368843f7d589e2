import { AppError, errorCode, errorMessage } from '#shared/lib/app-error.ts';

const LOST = /^(ECONNRESET|EPIPE|57P0[123]|08(?!P01)\w{3})$/;
const UNREACHABLE = /^(ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOENT|EACCES)$/;

/** What PostgreSQL or its driver threw, as `sql.*`. The server's messages name no password, ours no URL. */
export function postgresError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const failure = error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  const code = errorCode(failure) ?? '';
  const suffix = suffixOf(code, errorMessage(failure));
  const hint = HINTS[suffix];
  return new AppError(`sql.${suffix}`, messageOf(suffix, code, failure), {
    ...(hint === undefined ? {} : { hint }),
    ...(code === '' ? {} : { details: { reason: code } }),
    cause: failure,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  refused: 'is the database server running?',
  auth: 'check user and password of the connection URL',
  'read-only': 'checks only read',
};

function suffixOf(code: string, message: string): string {
  if (code === 'ECONNREFUSED') return 'refused';
  if (UNREACHABLE.test(code)) return 'unreachable';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (LOST.test(code)) return 'lost';
  if (code === '' && /Connection terminated|not queryable/.test(message)) return 'lost';
  if (
    (code === '' && message.includes('SSL')) ||
    /^(ERR_TLS|ERR_SSL|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_)/.test(code)
  )
    return 'tls';
  if (code === '' && /password/i.test(message)) return 'auth';
  return bySqlState(code, message);
}

function bySqlState(code: string, message: string): string {
  switch (code) {
    case '42601':
      return 'syntax';
    case '42P01':
      return 'missing-table';
    case '42703':
      return 'missing-column';
    case '3D000':
      return 'missing-database';
    case '25006':
      return 'read-only';
    case '42501':
      return 'permission';
    case '57014':
      return message.includes('timeout') ? 'timeout' : 'stopped';
    case '55P03':
    case '40001':
    case '40P01':
      return 'busy';
    case '08P01':
    case '42P02':
    case '42P18':
      return 'params';
    default:
      if (code.startsWith('23')) return 'constraint';
      if (code.startsWith('28')) return 'auth';
      if (code.startsWith('22')) return 'value';
      return 'failed';
  }
}

function messageOf(suffix: string, code: string, error: unknown): string {
  switch (suffix) {
    case 'refused':
      return 'the connection to the database was refused';
    case 'unreachable':
      return `the database server cannot be reached (${code})`;
    case 'lost':
      return `the connection to the database was lost${code === '' ? '' : ` (${code})`}`;
    default:
      return errorMessage(error);
  }
}
