import type { McpCallResult } from '#main/engine/ports/mcp.ts';
import type { Observation, Verifier, VerifierContext } from '#main/engine/ports/verifier.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import type { Json } from '#shared/lib/json.ts';
import { resultText, resultValue } from '#shared/mcp/result-value.ts';
import { toolIdentity } from '#shared/mcp/tool-identity.ts';
import { judgeExpression } from './expression.ts';
import { briefText, briefValue, unreadable } from './observation.ts';

/**
 * Calls a tool that the operator has marked as one that only reads, and judges what it gives. Whatever a server's own notes say
 * about its tool decides nothing. A server that cannot be called, or that is not as it was approved, says nothing about what is asked.
 */
export function createMcpVerifier({ clock }: { readonly clock: Clock }): Verifier {
  return {
    kind: 'mcp',
    async read(check, context) {
      context.signal.throwIfAborted();
      if (check.mcp === undefined) return unreadable(null, 'not an mcp check');
      const { server: name, tool, arguments: args, json } = check.mcp;
      const server = context.servers.find((one) => one.name === name);
      const approved = server !== undefined && Object.hasOwn(server.tools, tool) ? server.tools[tool] : undefined;
      if (server === undefined || approved === undefined) {
        return unreadable(null, `the run was made without ${tool} of the server ${name}`);
      }
      if (approved.effect !== 'read' || approved.permission !== 'allow') {
        return unreadable(null, `${tool} of ${name} may not be called by a check: it was not approved for reading`);
      }
      const late = new AbortController();
      const cancel = clock.schedule(context.timeoutMs, () => late.abort());
      try {
        const signal = AbortSignal.any([context.signal, late.signal]);
        const result = await context.mcp.call({ server, tool, arguments: args, signal });
        return { ...judge(json, result, context), tool: toolIdentity(server, tool, result.identity.version) };
      } catch (error) {
        context.signal.throwIfAborted();
        const identity = { tool: toolIdentity(server, tool, server.identity.version) };
        if (late.signal.aborted) {
          const message = `no answer within ${formatDuration(context.timeoutMs)}`;
          return { ...unreadable({ error: 'mcp.timeout' }, message), ...identity };
        }
        if (!(error instanceof AppError)) throw error;
        return { ...unreadable({ error: error.code }, errorMessage(error)), ...identity };
      } finally {
        cancel();
      }
    },
  };
}

function judge(expression: string, result: McpCallResult, context: VerifierContext): Observation {
  const { isError, structured, content } = result;
  const text = resultText(content);
  const value = resultValue(structured, text);
  const observed: Json = { isError, ...(value === null ? { text: briefText(text) } : { result: briefValue(value) }) };
  return { ...judgeExpression(context, expression, { result: value, text, isError }), observed };
}
