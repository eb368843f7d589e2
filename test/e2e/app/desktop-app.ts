import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import type { RunningApp, StartOptions } from './running-app.ts';

/** The folder of the app: of this project, or of a package that was unpacked. */
export const APP_FOLDER = process.env['OPSROOM_TEST_APP'] ?? fileURLToPath(new URL('../../..', import.meta.url));

/** Arguments that start the built desktop app on a data folder. */
export function desktopArguments(dataDir: string, args: readonly string[] = []): string[] {
  // Chromium's sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [APP_FOLDER, ...sandbox, `--data-dir=${dataDir}`, ...args];
}

/** Starts the built desktop app (`npm run build`) and waits for its window. */
export async function startDesktop(dataDir: string, options: StartOptions): Promise<RunningApp> {
  const electron = await _electron.launch({
    args: desktopArguments(dataDir, options.args),
    env: { ...inherited(), ...options.environment },
    // Playwright looks for Electron's package from here.
    cwd: process.cwd(),
  });
  const child = electron.process();
  const output = collect(child);
  const page = await electron.firstWindow();
  if (options.size !== undefined) {
    const window = await electron.browserWindow(page);
    await window.evaluate((target, size) => target.setContentSize(size.width, size.height), options.size);
  }
  return {
    host: 'desktop',
    page,
    pid: child.pid ?? -1,
    dataDir,
    electron,
    output,
    async quit() {
      const ended = gone(child);
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      const ended = gone(child);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Collects what a process writes. */
export function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}

/** Settles when a process is gone. */
export function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
