import type { Command } from 'commander';
import type { Accept } from '../commands/accept.ts';

type Register = (mcp: Command, accept: Accept) => void;

/** What `opsroom mcp` can do beside serving. */
const COMMANDS: readonly Register[] = [];

/** Adds every command below `opsroom mcp`. */
export function registerMcpCommands(mcp: Command, accept: Accept): void {
  for (const register of COMMANDS) register(mcp, accept);
}
