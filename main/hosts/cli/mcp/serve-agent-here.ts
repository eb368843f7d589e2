import { createApiContext } from '../../api-context.ts';
import { openAgentDesk } from '../../mcp/agent-desk.ts';
import { serveAgent } from '../../mcp/serve-stdio.ts';
import { standBy } from '../../mcp/standby-worker.ts';
import { browserHost } from '../../server/browser-host.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { onStop } from '../stop-signals.ts';

/** Serves the agent at the other end of the standard streams until it closes them. Nothing but the protocol goes to standard output. */
export async function serveAgentHere(
  invocation: Invocation,
  { worker }: { readonly worker: boolean },
): Promise<ExitCode> {
  const { io } = invocation;
  if (io.stdin.isTTY)
    invocation.say('speaks the Model Context Protocol: a client starts this by itself. Ctrl+D ends it');
  const room = await invocation.openRoom();
  const { services, knownSecrets } = room;
  const open = createApiContext(room, { host: browserHost(process.platform) });
  const desk = openAgentDesk({
    context: { api: open.api },
    mask: knownSecrets,
    clock: services.clock,
    logger: services.logger,
  });
  const standing = worker ? standBy(room) : undefined;
  const agent = serveAgent(desk, { input: io.stdin, output: process.stdout });
  const ignoreSignals = onStop((count) => {
    // An act that does not end keeps a graceful stop waiting for its grace; who asks twice does not want to wait.
    if (count > 1) process.exit(EXIT.canceled);
    void agent.close();
  });
  await agent.ended;
  // The runs that were executed here are given back: another worker goes on with them.
  await standing?.stop();
  await open.close();
  ignoreSignals();
  return EXIT.ok;
}
