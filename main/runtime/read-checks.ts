import type { Observation, VerifierContext } from '#main/engine/ports/verifier.ts';
import type { RunState, StepState } from '#main/engine/state.ts';
import { readingOf } from '#main/engine/strength.ts';
import { stepVariables } from '#main/engine/variables.ts';
import { evaluateExpression } from '#main/expressions/evaluate.ts';
import { resolveCheck } from '#main/expressions/resolve.ts';
import { delay } from '#main/kernel/clock.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import { durationMs } from '#shared/lib/duration.ts';
import { type Check, checkKind, hasBaseline } from '#shared/pulser/check.ts';
import type { ActReport } from '#shared/run/event.ts';
import type { Reading, ReadingStatus, ReadPhase } from '#shared/run/reading.ts';
import { checkName } from './check-name.ts';
import { actVariables, type RunContext, workFolder } from './run-context.ts';
import type { ReadingServices } from './services.ts';

/** A step's checks to read, and what is known of its act. */
export interface ReadRequest {
  readonly state: RunState;
  readonly step: StepState;
  readonly phase: ReadPhase;
  /** The act's report with its whole result, where this process still has it. */
  readonly report: ActReport | null;
  readonly signal: AbortSignal;
}

/** Reads a step's preconditions (before the act only) and checks. Throws only the signal's reason. */
export async function readChecks(
  services: ReadingServices,
  context: RunContext,
  request: ReadRequest,
): Promise<{ preconditions: readonly Reading[]; readings: readonly Reading[] }> {
  const { step, phase } = request;
  const preconditions: Reading[] = [];
  if (phase === 'before') {
    for (const [index, check] of step.step.before.entries()) {
      const reading = await readOnce(services, context, request, check, index);
      preconditions.push(reading);
      if (reading.severity === 'fail' && reading.status !== 'green') return { preconditions, readings: [] };
    }
  }
  const readings: Reading[] = [];
  for (const [index, check] of step.step.verify.entries()) {
    if (!isRead(check, phase)) continue;
    readings.push(await readUntil(services, context, request, check, index));
  }
  return { preconditions, readings };
}

/** A person's check is asked, not read; what needs the act's result is read only after the act. */
function isRead(check: Check, phase: ReadPhase): boolean {
  if (check.human !== undefined) return false;
  return phase === 'after' || phase === 'recovery' || hasBaseline(check);
}

/** Polls a check that has time (`within`) until it reads as it should, or the time is up. */
async function readUntil(
  services: ReadingServices,
  context: RunContext,
  request: ReadRequest,
  check: Check,
  index: number,
): Promise<Reading> {
  const { clock } = services;
  const wanted: ReadingStatus | undefined =
    request.phase === 'undo' ? readingOf(request.step.before, index)?.status : 'green';
  const mayPoll = request.phase === 'after' || request.phase === 'recovery' || request.phase === 'undo';
  const end = clock.monotonic() + (mayPoll && check.within !== undefined ? durationMs(check.within) : 0);
  const every = durationMs(check.every ?? '1s');
  for (let polls = 1; ; polls += 1) {
    const reading = await readOnce(services, context, request, check, index);
    const rest = end - clock.monotonic();
    if (reading.status === wanted || rest <= 0) return { ...reading, polls };
    await delay(clock, Math.min(every, rest), request.signal);
  }
}

async function readOnce(
  services: ReadingServices,
  context: RunContext,
  request: ReadRequest,
  check: Check,
  index: number,
): Promise<Reading> {
  const { clock } = services;
  const { mask } = context;
  const started = clock.monotonic();
  const at = clock.now();
  const observation = await observe(services, context, request, check);
  request.signal.throwIfAborted();
  const { tool } = observation;
  const status = check.not ? inverted(observation.status) : observation.status;
  return {
    check: index,
    name: mask.text(checkName(check)),
    kind: checkKind(check),
    severity: check.severity,
    status,
    observed: mask.json(observation.observed),
    message: mask.text(observation.message),
    at,
    durationMs: Math.round(clock.monotonic() - started),
    polls: 1,
    ...(tool === undefined ? {} : { tool: { ...tool, version: mask.text(tool.version) } }),
  };
}

async function observe(
  services: ReadingServices,
  context: RunContext,
  request: ReadRequest,
  check: Check,
): Promise<Observation> {
  const { state, step } = request;
  try {
    const resolved = resolveCheck(check, actVariables(state, context));
    const own = resolved.shell as { env?: Readonly<Record<string, string>>; cwd?: string } | undefined;
    const verifierContext: VerifierContext = {
      runId: state.runId,
      stepId: step.step.id,
      cwd: workFolder(state, own?.cwd),
      env: own?.env === undefined ? context.environment : { ...context.environment, ...own.env },
      connections: context.connections,
      sql: context.sql,
      http: services.http,
      mcp: context.mcp,
      servers: state.servers,
      report: request.report,
      evaluate: (expression, variables) => evaluateExpression(expression, { ...stepVariables(state), ...variables }),
      timeoutMs: durationMs(check.timeout),
      signal: request.signal,
    };
    return await services.verifier(checkKind(check)).read(resolved, verifierContext);
  } catch (error) {
    request.signal.throwIfAborted();
    return { status: 'unreadable', observed: null, message: errorMessage(error) };
  }
}

function inverted(status: ReadingStatus): ReadingStatus {
  if (status === 'unreadable') return status;
  return status === 'green' ? 'red' : 'green';
}
