import type { McpCallRequest, McpCallResult, RegisteredServer } from '#main/engine/ports/mcp.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import type { ResolvedServer } from '#shared/mcp/pin.ts';
import { type CallableTool, checkOffer } from './check-offer.ts';
import type { Connection } from './connection.ts';
import { contentOf } from './content.ts';
import { structuredOf } from './structured.ts';

/** A server as it is registered, and what of it may be called. */
export interface CallableServer {
  readonly registered: RegisteredServer;
  readonly resolved: ResolvedServer;
}

/** Some servers add tools a moment after they were connected to, so what seems to have drifted is looked at twice. */
async function offeredTool(
  connection: Connection,
  { registered, resolved }: CallableServer,
  name: string,
  signal: AbortSignal,
): Promise<CallableTool> {
  const offer = await connection.offer(signal);
  try {
    return checkOffer(offer, resolved, name, registered);
  } catch (error) {
    if (errorCode(error) !== 'mcp.drift') throw error;
    connection.forgetOffer(offer);
    return checkOffer(await connection.offer(signal), resolved, name, registered);
  }
}

/** Calls a tool that is still what was approved, and takes its answer apart. Throws AppError `mcp.*`. */
export async function callTool(
  connection: Connection,
  { registered, resolved }: CallableServer,
  name: string,
  call: Omit<McpCallRequest, 'server' | 'tool'>,
): Promise<McpCallResult> {
  const tool = await offeredTool(connection, { registered, resolved }, name, call.signal);
  const validate = connection.schemas.compile(tool.definition);
  const result = await connection.call(tool.definition, call.arguments, {
    signal: call.signal,
    timeoutMs: call.timeoutMs ?? registered.definition.deadlines.callMs,
    onLine: call.onLine,
    ask: call.ask,
  });
  return {
    isError: result.isError === true,
    structured: structuredOf(tool.name, result, validate),
    content: contentOf(result),
    identity: connection.identity,
  };
}
