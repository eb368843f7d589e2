import type { Command } from 'commander';
import type { Accept } from '../commands/accept.ts';
import { registerAdd } from './add.ts';
import { registerApprove } from './approve.ts';
import { registerCall } from './call.ts';
import { registerImport } from './import.ts';
import { registerLog } from './log.ts';
import { registerLogin } from './login.ts';
import { registerRule } from './rule.ts';
import { registerServers } from './servers.ts';
import { registerSwitch } from './switch.ts';
import { registerTools } from './tools.ts';

type Register = (mcp: Command, accept: Accept) => void;

/** What `opsroom mcp` can do beside serving. */
const COMMANDS: readonly Register[] = [
  registerServers,
  registerAdd,
  registerImport,
  registerApprove,
  registerTools,
  registerRule,
  registerCall,
  registerLog,
  registerLogin,
  registerSwitch,
];

/** Adds every command below `opsroom mcp`. */
export function registerMcpCommands(mcp: Command, accept: Accept): void {
  for (const register of COMMANDS) register(mcp, accept);
}
