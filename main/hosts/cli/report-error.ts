import { type ErrorData, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import { isJsonObject } from '#shared/lib/json.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Areas of codes that say what the caller can change; anything else is a fault of ours. */
const CALLERS_AREAS: ReadonlySet<string> = new Set([
  'usage',
  'plan',
  'input',
  'secrets',
  'vault',
  'session',
  'run',
  'expression',
  'artifact',
  'bundle',
  'identity',
  'key',
  'mcp',
  'proof',
  'timestamp',
  'trust',
]);
const CALLERS_CODES: ReadonlySet<string> = new Set([
  'store.missing',
  'store.newer',
  'store.read-only',
  'store.damaged',
  'store.io',
  'store.full',
  'log.missing',
  'log.query',
]);
/** A server that does not do what it should, and one that waits for a person. */
const FAILURES: ReadonlySet<string> = new Set([
  'mcp.connect',
  'mcp.timeout',
  'mcp.closed',
  'mcp.protocol',
  'mcp.output-schema',
  'mcp.too-large',
  'mcp.drift',
  'mcp.bundle-changed',
  'mcp.duplicate-tool',
  'mcp.tool-object',
  'mcp.login-failed',
]);
const WAITS: ReadonlySet<string> = new Set(['mcp.ask', 'mcp.login-required']);
const FAULTS: ReadonlySet<string> = new Set(['run.no-plan', 'run.fault', 'run.context', 'run.busy']);

/** The exit code of a command that ended in an error. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = errorCode(error) ?? '';
  if (FAULTS.has(code)) return EXIT.fault;
  if (FAILURES.has(code)) return EXIT.failed;
  if (WAITS.has(code)) return EXIT.waits;
  if (code === 'mcp.canceled') return EXIT.canceled;
  const [area = ''] = code.split('.');
  return CALLERS_CODES.has(code) || (code.includes('.') && CALLERS_AREAS.has(area)) ? EXIT.usage : EXIT.fault;
}

/** An error as data. Of one without a code only the message is told. */
export function errorData(error: unknown): ErrorData {
  const members = error as { readonly hint?: unknown; readonly details?: unknown };
  return {
    code: errorCode(error) ?? 'fault',
    message: errorMessage(error),
    ...(typeof members?.hint === 'string' ? { hint: members.hint } : {}),
    ...(isJsonObject(members?.details) ? { details: members.details } : {}),
  };
}

/** Tells of an error: what, where, and what to do. With `json` as the one document on standard output. */
export function reportError(
  io: Pick<Io, 'out' | 'err' | 'errPaint'>,
  error: ErrorData,
  options: { readonly json: boolean; readonly log: string | undefined },
): void {
  if (options.json) {
    const log = options.log === undefined ? {} : { log: options.log };
    io.out(`${JSON.stringify({ error: { ...error, ...log } }, null, 2)}\n`);
    return;
  }
  io.err(`${io.errPaint('red', 'error')}: ${error.message}\n`);
  const where = error.details?.['where'];
  if (typeof where === 'string') io.err(`  at ${where}\n`);
  const problems = error.details?.['problems'];
  if (Array.isArray(problems)) for (const problem of problems) io.err(`  ${String(problem)}\n`);
  if (error.hint !== undefined) io.err(`  ${error.hint}\n`);
  if (options.log !== undefined) io.err(`  this is a fault of opsroom (${error.code}); its log is ${options.log}\n`);
}
