import type { Command } from 'commander';
import { openBrowser } from '../../server/open-browser.ts';
import type { Served } from '../../server/serve.ts';
import { valueOf } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { onStop } from '../stop-signals.ts';
import { testSettings } from '../test-settings.ts';
import type { Accept } from './accept.ts';

interface ServeCommandOptions {
  readonly port?: number;
  readonly open?: boolean;
  readonly worker: boolean;
}

export function registerServe(program: Command, accept: Accept): void {
  program
    .command('serve')
    .description('show the control room in a browser of this machine, and execute queued runs')
    .option(
      '--port <port>',
      'port of 127.0.0.1; default any that is free',
      valueOf('A port from 0 to 65535.', readPort),
    )
    .option('--open', 'open the browser')
    .option('--no-worker', 'only show; leave queued runs to other processes')
    .action((options: ServeCommandOptions) => accept((invocation) => serveHere(invocation, options)));
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  return port >= 0 && port <= 65_535 ? port : undefined;
}

async function serveHere(invocation: Invocation, options: ServeCommandOptions): Promise<ExitCode> {
  const { io, dataDir, environment } = invocation;
  let stopFor = (_signal: string): void => {};
  const stopped = new Promise<string>((resolve) => {
    stopFor = resolve;
  });
  const ignoreSignals = onStop((count, signal) => {
    if (count === 1) stopFor(signal);
    // An act that does not end keeps a graceful stop waiting for its grace; who asks twice does not want to wait.
    else process.exit(EXIT.canceled);
  });
  const given = environment['OPSROOM_PASSPHRASE'] ?? '';
  const { serve } = await import('../../server/serve.ts');
  const served = await serve({
    dataDir,
    environment,
    port: options.port,
    worker: options.worker,
    timing: testSettings(environment).timing,
    // Nobody is asked here: the page asks for the passphrase of the vault.
    passphrase: given === '' ? undefined : () => Promise.resolve(given),
    onWarning: (message) => invocation.say(`${io.errPaint('yellow', 'warning')}: ${message}`),
  });
  tell(invocation, served);
  if (options.open === true) {
    const problem = await openBrowser(served.urlForOnce(), process.platform);
    if (problem !== undefined) invocation.say(`the browser could not be opened (${problem}): open the address above`);
  }
  const signal = await stopped;
  if (!invocation.json) io.out(`${signal}: gives its runs back\n`);
  await served.close();
  ignoreSignals();
  return EXIT.ok;
}

function tell(invocation: Invocation, { url, port, problem, isWorking, agents }: Served): void {
  const { dataDir } = invocation;
  if (problem !== null) invocation.say(`${invocation.io.errPaint('yellow', 'warning')}: ${problem.message}`);
  invocation.print({ url, port, dataDir, working: isWorking, mcp: agents }, () =>
    [
      `Ops Control Room: ${url}`,
      `MCP: ${agents.url} · Authorization: Bearer ${agents.token ?? '(OPSROOM_MCP_TOKEN)'}`,
      `${isWorking ? 'shows and executes' : 'shows'} ${dataDir} · for this machine only · Ctrl+C stops it`,
      '',
    ].join('\n'),
  );
}
