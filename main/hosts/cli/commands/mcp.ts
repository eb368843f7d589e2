import type { Command } from 'commander';
import { registerMcpCommands } from '../mcp/all.ts';
import type { Accept } from './accept.ts';

export function registerMcp(program: Command, accept: Accept): void {
  const mcp = program
    .command('mcp')
    .description('serve an agent over standard input and output (Model Context Protocol)')
    .option('--no-worker', 'leave queued runs to other processes')
    .action((options: { readonly worker: boolean }) =>
      accept(async (invocation) => {
        // What speaks the protocol is loaded where it is wanted: it would slow down the start of every other command.
        const { serveAgentHere } = await import('../mcp/serve-agent-here.ts');
        return serveAgentHere(invocation, options);
      }),
    );
  registerMcpCommands(mcp, accept);
}
