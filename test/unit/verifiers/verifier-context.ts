import type { VerifierContext } from '#main/engine/ports/verifier.ts';
import { evaluateExpression } from '#main/expressions/evaluate.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { type Check, check } from '#shared/pulser/check.ts';
import type { ActReport } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

const missing = (what: string) => (): never => {
  throw new Error(`this test has no ${what}`);
};

/** A verifier context with the real expressions. */
export function verifierContext(options: Partial<VerifierContext> = {}): VerifierContext {
  return {
    runId: '01' as RunId,
    stepId: 'step',
    cwd: '/',
    env: {},
    connections: {},
    sql: { query: missing('sql'), execute: missing('sql'), close: () => Promise.resolve() },
    http: { request: missing('http') },
    mcp: { call: missing('mcp'), close: () => Promise.resolve() },
    servers: [],
    report: null,
    evaluate: evaluateExpression,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...options,
  };
}

/** A check as the schema returns it. */
export function parsedCheck(source: Record<string, unknown>): Check {
  return check.parse(source);
}

/** The report of an act with the given result. */
export function actReport(result: JsonObject, outputs: Record<string, string> = {}): ActReport {
  return {
    ok: true,
    stopped: false,
    error: null,
    result,
    outputs,
    artifacts: [],
    log: null,
    call: {},
    tool: { kind: 'shell', name: 'sh', version: '1' },
    startedAt: 0,
    durationMs: 1,
  };
}
