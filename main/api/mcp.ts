import { open } from './base.ts';

const endless = new AbortController().signal;

export const mcpCalls = {
  list: open.mcp.list.handler(async ({ context }) => (await context.api.mcp()).list()),
  changes: open.mcp.changes.handler(async ({ context, signal = endless }) => (await context.api.mcp()).changes(signal)),
  get: open.mcp.get.handler(async ({ context, input }) => (await context.api.mcp()).get(input.name)),
  add: open.mcp.add.handler(async ({ context, input }) =>
    (await context.api.mcp()).add(input.definition, input.replace),
  ),
  readImportAsks: open.mcp.readImportAsks.handler(async ({ context, input }) =>
    (await context.api.mcp()).readImportAsks(input.data),
  ),
  readImport: open.mcp.readImport.handler(async ({ context, input }) =>
    (await context.api.mcp()).readImport(input.data, input.inputs),
  ),
  importServers: open.mcp.importServers.handler(async ({ context, input: { importId, names, replace } }) =>
    (await context.api.mcp()).importServers(importId, names, replace),
  ),
  remove: open.mcp.remove.handler(async ({ context, input }) => {
    const desk = await context.api.mcp();
    await desk.remove(input.name);
    return null;
  }),
  setEnabled: open.mcp.setEnabled.handler(async ({ context, input }) =>
    (await context.api.mcp()).setEnabled(input.name, input.enabled),
  ),
  approve: open.mcp.approve.handler(async ({ context, input }) =>
    (await context.api.mcp()).approve(input.name, input.digest),
  ),
  start: open.mcp.start.handler(async ({ context, input }) => (await context.api.mcp()).start(input.name)),
  stop: open.mcp.stop.handler(async ({ context, input }) => (await context.api.mcp()).stop(input.name)),
  restart: open.mcp.restart.handler(async ({ context, input }) => (await context.api.mcp()).restart(input.name)),
  acceptOffer: open.mcp.acceptOffer.handler(async ({ context, input }) =>
    (await context.api.mcp()).acceptOffer(input.name, input.offer),
  ),
  login: open.mcp.login.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).login(input.name, signal),
  ),
  setRule: open.mcp.setRule.handler(async ({ context, input: { name, tool, ...rule } }) =>
    (await context.api.mcp()).setRule(name, tool, rule),
  ),
  setPlanRule: open.mcp.setPlanRule.handler(async ({ context, input }) => {
    (await context.api.mcp()).setPlanRule(input);
    return null;
  }),
  call: open.mcp.call.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).call(input, signal),
  ),
  answer: open.mcp.answer.handler(async ({ context, input: { callId, questionId, answer } }) => {
    (await context.api.mcp()).answer(callId, questionId, answer);
    return null;
  }),
  calls: open.mcp.calls.handler(async ({ context, input: { name, tool, limit } }) =>
    (await context.api.mcp()).calls(name, tool, limit),
  ),
  readResource: open.mcp.readResource.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).readResource(input.name, input.uri, signal),
  ),
  followResource: open.mcp.followResource.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).followResource(input.name, input.uri, signal),
  ),
  getPrompt: open.mcp.getPrompt.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).getPrompt(input.name, input.prompt, input.arguments, signal),
  ),
  complete: open.mcp.complete.handler(async ({ context, input: { name, ...wish }, signal = endless }) =>
    (await context.api.mcp()).complete(name, wish, signal),
  ),
  protocol: open.mcp.protocol.handler(async ({ context, input, signal = endless }) =>
    (await context.api.mcp()).protocol(input.name, input.after, signal),
  ),
  exportProtocol: open.mcp.exportProtocol.handler(async ({ context, input }) =>
    (await context.api.mcp()).exportProtocol(input.name),
  ),
  serverLog: open.mcp.serverLog.handler(async ({ context, input }) => (await context.api.mcp()).serverLog(input.name)),
};
