import { artifactCalls } from './artifacts.ts';
import { anyState } from './base.ts';
import { boardCalls } from './board.ts';
import { historyCalls } from './history.ts';
import { hostCalls } from './host.ts';
import { identityCalls } from './identity.ts';
import { logCalls } from './logs.ts';
import { mcpCalls } from './mcp.ts';
import { planCalls } from './plans.ts';
import { proofCalls } from './proofs.ts';
import { questionCalls } from './questions.ts';
import { runCalls } from './runs.ts';
import { sessionCalls } from './sessions.ts';
import { settingsHandlers } from './settings.ts';
import { systemCalls } from './system.ts';

/** Everything of the contract, for whichever transport; the context comes with each connection. */
export function createRouter() {
  return anyState.router({
    system: systemCalls,
    host: hostCalls,
    sessions: sessionCalls,
    board: boardCalls,
    runs: runCalls,
    questions: questionCalls,
    logs: logCalls,
    artifacts: artifactCalls,
    plans: planCalls,
    history: historyCalls,
    proofs: proofCalls,
    settings: settingsHandlers,
    identity: identityCalls,
    mcp: mcpCalls,
  });
}

export type ApiRouter = ReturnType<typeof createRouter>;
