import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../cli/main.ts';
import { electronProgram } from './electron-program.ts';
import { isBuildStale } from './stale-build.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Opens the desktop app, built anew where sources changed; where there can be no window, serves the browser view. */
export async function openControlRoom(args: readonly string[]): Promise<void> {
  if (isBuildStale(root) && !build()) {
    process.stderr.write('the build failed: see above\n');
    process.exitCode = 1;
    return;
  }
  const electron = electronProgram(process.env);
  if (electron.ok) {
    process.exitCode = await runDesktop(electron.program, args);
    return;
  }
  process.stderr.write(`The desktop app cannot be started (${electron.problem}): serving the browser view instead.\n`);
  await main(['serve', ...args]);
}

function build(): boolean {
  process.stderr.write('Building (sources changed)\n');
  const { status } = spawnSync(process.execPath, [join(root, 'main/hosts/build/build.ts'), '--quiet'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}

function runDesktop(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, [root, ...args], { stdio: 'inherit' });
  // The terminal sends signals to both; the app ends in good order, and this one after it.
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
