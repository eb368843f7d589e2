import { open } from './base.ts';

const endless = new AbortController().signal;

export const mcpCalls = {
  list: open.mcp.list.handler(({ context }) => context.api.mcp.list()),
  changes: open.mcp.changes.handler(({ context, signal = endless }) => context.api.mcp.changes(signal)),
  get: open.mcp.get.handler(({ context, input }) => context.api.mcp.get(input.name)),
  add: open.mcp.add.handler(({ context, input }) => context.api.mcp.add(input.definition, input.replace)),
  readImport: open.mcp.readImport.handler(({ context, input }) => context.api.mcp.readImport(input.data, input.inputs)),
  importServers: open.mcp.importServers.handler(({ context, input: { importId, names, replace } }) =>
    context.api.mcp.importServers(importId, names, replace),
  ),
  remove: open.mcp.remove.handler(async ({ context, input }) => {
    await context.api.mcp.remove(input.name);
    return null;
  }),
  setEnabled: open.mcp.setEnabled.handler(({ context, input }) =>
    context.api.mcp.setEnabled(input.name, input.enabled),
  ),
  approve: open.mcp.approve.handler(({ context, input }) => context.api.mcp.approve(input.name, input.digest)),
  start: open.mcp.start.handler(({ context, input }) => context.api.mcp.start(input.name)),
  stop: open.mcp.stop.handler(({ context, input }) => context.api.mcp.stop(input.name)),
  restart: open.mcp.restart.handler(({ context, input }) => context.api.mcp.restart(input.name)),
  acceptOffer: open.mcp.acceptOffer.handler(({ context, input }) =>
    context.api.mcp.acceptOffer(input.name, input.offer),
  ),
  login: open.mcp.login.handler(({ context, input, signal = endless }) => context.api.mcp.login(input.name, signal)),
  setRule: open.mcp.setRule.handler(({ context, input: { name, tool, ...rule } }) =>
    context.api.mcp.setRule(name, tool, rule),
  ),
  setPlanRule: open.mcp.setPlanRule.handler(({ context, input }) => {
    context.api.mcp.setPlanRule(input);
    return null;
  }),
  call: open.mcp.call.handler(({ context, input, signal = endless }) => context.api.mcp.call(input, signal)),
  answer: open.mcp.answer.handler(({ context, input: { callId, questionId, answer } }) => {
    context.api.mcp.answer(callId, questionId, answer);
    return null;
  }),
  calls: open.mcp.calls.handler(({ context, input: { name, tool, limit } }) =>
    context.api.mcp.calls(name, tool, limit),
  ),
  readResource: open.mcp.readResource.handler(({ context, input, signal = endless }) =>
    context.api.mcp.readResource(input.name, input.uri, signal),
  ),
  getPrompt: open.mcp.getPrompt.handler(({ context, input, signal = endless }) =>
    context.api.mcp.getPrompt(input.name, input.prompt, input.arguments, signal),
  ),
  complete: open.mcp.complete.handler(({ context, input: { name, ...wish }, signal = endless }) =>
    context.api.mcp.complete(name, wish, signal),
  ),
  protocol: open.mcp.protocol.handler(({ context, input, signal = endless }) =>
    context.api.mcp.protocol(input.name, input.after, signal),
  ),
  exportProtocol: open.mcp.exportProtocol.handler(({ context, input }) => context.api.mcp.exportProtocol(input.name)),
  serverLog: open.mcp.serverLog.handler(({ context, input }) => context.api.mcp.serverLog(input.name)),
};
