import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import type { AgentDesk } from './agent-desk.ts';
import { addPrompts, HONESTY } from './prompts.ts';
import { addResources } from './resources.ts';
import { forwardChanges, serveSubscriptions } from './subscriptions.ts';
import { toolAdder } from './tool.ts';
import { addArtifactTool } from './tools/artifact-tool.ts';
import { addLogTool } from './tools/log-tool.ts';
import { addPlanTools } from './tools/plan-tools.ts';
import { addProofTools } from './tools/proof-tools.ts';
import { addRunTools } from './tools/run-tools.ts';
import { addSearchTool } from './tools/search-tool.ts';
import { addWaitTool } from './tools/wait-tool.ts';

const INSTRUCTIONS = `Ops Control Room runs plans: every step is checked before and after it acts, and leaves a proof. Start a run with run_start, follow it with run_wait, show its outcome with proof_get.\n${HONESTY}`;

export interface AgentServerOptions {
  /** One server lives as long as the connection, so that changes are sent through it also in the newer protocol. */
  readonly isConnection: boolean;
}

/** Makes the servers that agents speak to: one for a connection, a session, or a single request. */
export function agentServers(desk: AgentDesk, { isConnection }: AgentServerOptions): McpServerFactory {
  return ({ era }) => {
    const server = new McpServer(
      { name: 'ops-control-room', title: 'Ops Control Room', version: desk.version },
      {
        instructions: INSTRUCTIONS,
        capabilities: { tools: {}, prompts: {}, completions: {}, resources: { subscribe: true, listChanged: true } },
        maxToolInputElements: 100_000,
      },
    );
    const add = toolAdder(server, desk);
    addPlanTools(add);
    addRunTools(add);
    addWaitTool(add);
    addSearchTool(add);
    addLogTool(add);
    addArtifactTool(add);
    addProofTools(add);
    addResources(server, desk);
    addPrompts(server, desk);
    if (era === 'legacy') serveSubscriptions(server, desk);
    else if (isConnection) forwardChanges(server, desk.feed);
    return server;
  };
}
