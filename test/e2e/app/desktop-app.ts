import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { _electron, expect } from '@playwright/test';
import { evaluateOnce } from './evaluate-once.ts';
import type { RunningApp, StartOptions } from './running-app.ts';

/** The folder of the app: of this project, or of a package that was unpacked. */
export const APP_FOLDER = process.env['OPSROOM_TEST_APP'] ?? fileURLToPath(new URL('../../..', import.meta.url));

/** Arguments that start the built desktop app on a data folder. */
export function desktopArguments(dataDir: string, args: readonly string[] = []): string[] {
  // Chromium's sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [APP_FOLDER, ...sandbox, `--data-dir=${dataDir}`, ...args];
}

/** A display without a window manager says of windows that they are covered; what is covered is not drawn. */
const UNCOVERED = ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];
const DRAWN_MS = 15_000;

/**
 * Starts the built desktop app and waits until its window is drawn. A virtual display leaves a window undrawn now and then: the app is
 * started again then, once, and what was the matter is printed.
 */
export async function startDrawnDesktop(dataDir: string, options: StartOptions): Promise<RunningApp> {
  const app = await startDesktop(dataDir, options);
  if (await isDrawn(app)) return app;
  process.stderr.write(`a window was not drawn within ${DRAWN_MS} ms: ${await windowState(app)}\n${app.output()}\n`);
  await app.kill();
  const again = await startDesktop(dataDir, options);
  if (!(await isDrawn(again))) {
    const state = await windowState(again);
    await again.kill();
    throw new Error(`the window is not drawn: ${state}`);
  }
  return again;
}

/** Whether the window is shown, and draws frames. */
function isDrawn({ electron, page }: RunningApp): Promise<boolean> {
  const drawn = async (): Promise<boolean> => {
    const isVisible = () => electron?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await expect.poll(isVisible, { timeout: 2 * DRAWN_MS }).toBe(true);
    await page.evaluate(
      () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    );
    return true;
  };
  // An app that ends or leads its page elsewhere at once is its test's affair.
  return within(
    DRAWN_MS,
    drawn().catch(() => true),
    false,
  );
}

function windowState({ electron, page }: RunningApp): Promise<string> {
  const read = async (): Promise<string> => {
    const state = await electron?.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((shown) => ({
        isVisible: shown.isVisible(),
        isMinimized: shown.isMinimized(),
        bounds: shown.getBounds(),
        isLoading: shown.webContents.isLoading(),
      })),
    );
    return JSON.stringify({ windows: state, page: await page.evaluate(() => document.visibilityState) });
  };
  return within(DRAWN_MS, read().catch(String), 'it does not answer');
}

/** What is promised, or the stand-in where it takes longer. */
async function within<T>(milliseconds: number, promised: Promise<T>, standIn: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(standIn), milliseconds);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Starts the built desktop app (`npm run build`) and waits until it has a window. */
export async function startDesktop(dataDir: string, options: StartOptions): Promise<RunningApp> {
  const electron = await _electron.launch({
    args: [...UNCOVERED, ...desktopArguments(dataDir, options.args)],
    env: { ...inherited(), ...options.environment },
    // Playwright looks for Electron's package from here.
    cwd: process.cwd(),
  });
  const child = electron.process();
  const output = collect(child);
  evaluateOnce(electron);
  const page = await electron.firstWindow();
  if (options.size !== undefined) {
    await electron.evaluate(
      ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
      options.size,
    );
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
