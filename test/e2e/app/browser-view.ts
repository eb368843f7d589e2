import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { APP_FOLDER, collect, gone } from './desktop-app.ts';
import type { RunningApp, StartOptions } from './running-app.ts';

const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\S*/;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** Why the browser view cannot be driven here, in a few words; undefined where it can. */
export function browserProblem(): string | undefined {
  return browserPath() === undefined ? 'no Chromium here' : undefined;
}

/** Starts `opsroom serve` from the build on a port of its own, and opens the address that it prints in Chromium. */
export async function startBrowserView(dataDir: string, options: StartOptions): Promise<RunningApp> {
  const child = spawn(
    process.execPath,
    [`${APP_FOLDER}/out/cli/opsroom.js`, 'serve', '--data-dir', dataDir, '--port', '0', ...(options.args ?? [])],
    { cwd: APP_FOLDER, env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = collect(child);
  const address = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const [found] = ADDRESS.exec(output()) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`serve ended with exit code ${code}: ${output()}`)));
  });
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage({ viewport: options.size ?? { width: 1440, height: 900 } });
  await page.goto(address);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ended = gone(child);
    await browser.close();
    child.kill(signal);
    await ended;
  };
  return {
    host: 'browser',
    page,
    pid: child.pid ?? -1,
    dataDir,
    output,
    quit: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function browserPath(): string | undefined {
  const named = process.env['OPSROOM_TEST_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const own = chromium.executablePath();
  return existsSync(own) ? own : BROWSERS.find((path) => existsSync(path));
}
