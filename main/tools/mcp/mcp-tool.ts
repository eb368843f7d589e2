import type { McpAnswer, McpCallResult, McpQuestion } from '#main/engine/ports/mcp.ts';
import type { Tool, ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import { resultText } from '#shared/mcp/result-value.ts';
import { toolIdentity } from '#shared/mcp/tool-identity.ts';
import type { McpCall } from '#shared/pulser/tool-call.ts';
import { ActDeadline } from './mcp-tool-deadline.ts';
import { LineLog } from './mcp-tool-log.ts';
import { toolResult } from './mcp-tool-result.ts';
import { sweepServers } from './server-marker.ts';

const LONGEST_MESSAGE = 500;

/**
 * Calls tools of the servers that the run was made with. Never calls twice by itself: whether an act is repeated is for the engine
 * to decide. The time in which a person is asked does not count against the act's.
 */
export function createMcpTool(options: { readonly clock: Clock; readonly version: string }): Tool {
  const { clock, version } = options;
  return {
    kind: 'mcp',
    identity: () => ({ kind: 'mcp', name: 'mcp', version }),
    async run(call, context) {
      if (call.mcp === undefined) throw new AppError('tool.wrong-kind', 'not a call of an MCP server');
      const { server: name } = call.mcp;
      const server = context.servers.find((one) => one.name === name);
      if (server !== undefined) return perform(call.mcp, server, context, clock);
      const message = `the run was made without the server ${name}`;
      return failed({ code: 'mcp.unknown-server', message, hint: 'run the plan again' }, null);
    },
    // The servers of a run serve all of its steps: whoever takes a run over ends them all and starts its own.
    sweep: (runId) => sweepServers(runId, { clock }),
  };
}

async function perform(
  call: McpCall,
  server: ResolvedServer,
  context: ToolContext,
  clock: Clock,
): Promise<ToolOutcome> {
  const log = new LineLog(context);
  const deadline = new ActDeadline(clock, context.timeoutMs);
  let outcome: Omit<ToolOutcome, 'log'>;
  let version = server.identity.version;
  try {
    const result = await context.mcp.call({
      server,
      tool: call.tool,
      arguments: call.arguments,
      signal: AbortSignal.any([context.signal, deadline.signal]),
      onLine: (line) => log.line(line),
      ask: (question: McpQuestion, signal: AbortSignal): Promise<McpAnswer> =>
        deadline.hold(() => context.ask(question, signal)),
    });
    version = result.identity.version;
    outcome = outcomeOf(result, call, context);
  } catch (error) {
    outcome = failed(failure(error, deadline, context), null);
  } finally {
    deadline.end();
  }
  return { ...outcome, tool: toolIdentity(server, call.tool, version), log: await log.close() };
}

function outcomeOf(result: McpCallResult, call: McpCall, context: ToolContext): Omit<ToolOutcome, 'log'> {
  return {
    ok: !result.isError,
    error: result.isError ? toolError(result, call, context) : null,
    result: toolResult(result, context.scratch),
    outputs: {},
  };
}

/** The tool's own word on why it failed. Masked before it is cut: half a secret would not be recognised. */
function toolError(result: McpCallResult, call: McpCall, { mask }: ToolContext): ErrorData {
  const text = mask.text(resultText(result.content).trim());
  const said = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE).toWellFormed()}…` : text;
  const label = `${call.server}/${call.tool}`;
  return { code: 'mcp.tool-error', message: said === '' ? `${label} failed, and said nothing` : `${label}: ${said}` };
}

function failure(error: unknown, deadline: ActDeadline, context: ToolContext): ErrorData {
  if (context.signal.aborted) return { code: 'tool.stopped', message: 'the call was stopped' };
  if (deadline.signal.aborted) {
    const { timeoutMs } = context;
    return {
      code: 'tool.timeout',
      message: `the call took longer than ${formatDuration(timeoutMs)}`,
      details: { timeoutMs },
    };
  }
  if (!(error instanceof AppError) || !/^(?:mcp|secrets|vault)\./.test(error.code)) throw error;
  const { code, message, hint, details } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  };
}

function failed(error: ErrorData, log: ToolOutcome['log']): ToolOutcome {
  return { ok: false, error, result: {}, outputs: {}, log };
}
