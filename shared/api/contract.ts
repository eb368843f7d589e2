import type { ContractRouterClient } from '@orpc/contract';
import { artifacts } from './artifacts.ts';
import { board } from './board.ts';
import { history } from './history.ts';
import { host } from './host.ts';
import { identity } from './identity.ts';
import { logs } from './logs.ts';
import { mcp } from './mcp.ts';
import { plans } from './plans.ts';
import { proofs } from './proofs.ts';
import { questions } from './questions.ts';
import { runs } from './runs.ts';
import { sessions } from './sessions.ts';
import { settingsCalls } from './settings.ts';
import { system } from './system.ts';

/** Everything that a client can ask: one contract, over a message port, a web socket, or in process. */
export const contract = {
  system,
  host,
  sessions,
  board,
  runs,
  questions,
  logs,
  artifacts,
  plans,
  history,
  proofs,
  settings: settingsCalls,
  identity,
  mcp,
};
export type Contract = typeof contract;

/** The same as functions, whatever carries the calls. */
export type ContractClient = ContractRouterClient<Contract>;
