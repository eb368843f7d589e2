import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import type { RunState, StepState } from '#main/engine/state.ts';
import { stepVariables } from '#main/engine/variables.ts';
import { evaluateExpression } from '#main/expressions/evaluate.ts';
import { resolveCall } from '#main/expressions/resolve.ts';
import { resolveText } from '#main/expressions/templates.ts';
import { type ErrorData, errorCode, errorMessage } from '#shared/lib/app-error.ts';
import { durationMs } from '#shared/lib/duration.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { type ToolCall, toolKind } from '#shared/pulser/tool-call.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import type { ActReport, ToolIdentity } from '#shared/run/event.ts';
import { actVariables, type RunContext, recordVariables, workFolder } from './run-context.ts';
import type { RuntimeServices } from './services.ts';
import { trimResult } from './trim-result.ts';

export interface ActRequest {
  readonly state: RunState;
  readonly step: StepState;
  readonly try: number;
  readonly undo: boolean;
  readonly signal: AbortSignal;
  readonly ask: ToolContext['ask'];
}

/** What an act gave: the report to record, and the same with its whole result, for the checks of this process. */
export interface Act {
  readonly report: ActReport;
  readonly whole: ActReport;
}

/** Performs a step's `do` or `undo`. Whatever goes wrong in it is in the report; nothing is thrown. */
export async function performAct(services: RuntimeServices, context: RunContext, request: ActRequest): Promise<Act> {
  const { clock } = services;
  const { state, step, undo } = request;
  const call = (undo ? step.step.undo : step.step.do) as ToolCall;
  const kind = toolKind(call);
  const startedAt = clock.now();
  const started = clock.monotonic();
  const scratch = join(services.scratchFolder, state.runId, `${step.step.id}.${request.try}${undo ? '.undo' : ''}`);
  let outcome: ToolOutcome;
  let outputs: Readonly<Record<string, Json>> = {};
  let artifacts: readonly ArtifactRef[] = [];
  try {
    outcome = await runTool(services, context, request, call, scratch);
    if (outcome.ok && !undo) {
      outputs = stepOutputs(state, step, outcome);
      artifacts = await stepArtifacts(services, context, request, call, scratch);
    }
  } catch (error) {
    outcome = failed(request.signal, error);
  } finally {
    for (const path of [scratch, `${scratch}.output`])
      if (existsSync(path)) rmSync(path, { recursive: true, force: true });
  }
  const { mask } = context;
  const whole: ActReport = {
    ok: outcome.ok,
    stopped: request.signal.aborted,
    error: outcome.error === null ? null : (mask.json(outcome.error as unknown as JsonObject) as unknown as ErrorData),
    result: mask.json(outcome.result),
    outputs: mask.json<Readonly<Record<string, Json>>>(outputs),
    artifacts,
    log: outcome.log,
    call: mask.json(describeCall(call, state)),
    tool: outcome.tool === undefined ? services.tool(kind).identity() : masked(outcome.tool, mask),
    startedAt,
    durationMs: Math.round(clock.monotonic() - started),
  };
  return { whole, report: { ...whole, result: trimResult(whole.result) } };
}

/** A server says its own version. */
function masked(tool: ToolIdentity, mask: Mask): ToolIdentity {
  return { ...tool, version: mask.text(tool.version) };
}

function runTool(
  services: RuntimeServices,
  context: RunContext,
  request: ActRequest,
  call: ToolCall,
  scratch: string,
): Promise<ToolOutcome> {
  const { state, step, undo } = request;
  const resolved = resolveCall(call, actVariables(state, context));
  const runId = state.runId;
  const stepId = step.step.id;
  return services.tool(toolKind(call)).run(resolved, {
    runId,
    stepId,
    try: request.try,
    undo,
    cwd: workFolder(state, resolved.cwd),
    env: { ...context.environment, ...resolved.env },
    connections: context.connections,
    sql: context.sql,
    http: services.http,
    mcp: context.mcp,
    servers: state.servers,
    ask: request.ask,
    mask: context.mask,
    openLog: (terminal) => services.logs.open({ runId, stepId, try: request.try, undo }, terminal),
    logLimit: state.plan.logLimit,
    scratch,
    timeoutMs: durationMs(call.timeout ?? step.step.timeout),
    signal: request.signal,
  });
}

/** The files that the step declares, and those that the call itself left. Most calls leave none, and looking costs. */
async function stepArtifacts(
  services: RuntimeServices,
  context: RunContext,
  { state, step }: ActRequest,
  call: ToolCall,
  scratch: string,
): Promise<readonly ArtifactRef[]> {
  const patterns = step.step.artifacts;
  if (patterns.length === 0 && !existsSync(scratch)) return [];
  const resolved = (text: string): string => resolveText(text, stepVariables(state));
  return services.collectArtifacts({
    cwd: workFolder(state, call.cwd === undefined ? undefined : resolved(call.cwd)),
    workspace: state.workspace,
    patterns: patterns.map(resolved),
    scratch,
    stepId: step.step.id,
    mask: context.mask,
  });
}

/** What the step declares over `result`, after what the call itself wrote. */
function stepOutputs(state: RunState, step: StepState, outcome: ToolOutcome): Readonly<Record<string, Json>> {
  const outputs: Record<string, Json> = { ...outcome.outputs };
  for (const [name, expression] of Object.entries(step.step.outputs)) {
    outputs[name] = evaluateExpression(expression, { ...stepVariables(state), result: outcome.result });
  }
  return outputs;
}

/** The call for the record. One that cannot be resolved is recorded as it was written. */
function describeCall(call: ToolCall, state: RunState): JsonObject {
  const plain = JSON.parse(JSON.stringify(call)) as ToolCall;
  try {
    return resolveCall(plain, recordVariables(state)) as unknown as JsonObject;
  } catch (error) {
    return { ...(plain as unknown as JsonObject), unresolved: errorMessage(error) };
  }
}

function failed(signal: AbortSignal, error: unknown): ToolOutcome {
  const code = signal.aborted ? 'tool.stopped' : (errorCode(error) ?? 'tool.fault');
  return { ok: false, error: { code, message: errorMessage(error) }, result: {}, outputs: {}, log: null };
}
