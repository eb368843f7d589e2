import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { desktopArguments } from '../app/desktop-app.ts';
import { test } from '../app/fixtures.ts';
import { electronOf } from './electron-of.ts';

/** Starts the app's program once more, and waits until it has ended. */
async function startAgain(dataDir: string, ...args: readonly string[]): Promise<number | null> {
  const program = createRequire(import.meta.url)('electron') as unknown as string;
  const child = spawn(program, desktopArguments(dataDir, args), { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** The next place that the app sends its page to. */
function nextRoute(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const port = await new Promise<MessagePort>((resolve) => {
      window.addEventListener('message', (event) => {
        const [granted] = event.ports;
        if (granted !== undefined) resolve(granted);
      });
      window.postMessage('opsroom:port-request', location.origin);
    });
    Object.assign(window, { testPort: port });
    return new Promise<string>((resolve) => {
      port.addEventListener('message', (event) => {
        const [, route] = /"navigate":"([^"]+)"/.exec(String(event.data)) ?? [];
        if (route !== undefined) resolve(route);
      });
      port.start();
      port.postMessage(JSON.stringify({ i: 1, p: { u: '/host/events', b: { json: {} } } }));
    });
  });
}

test('a second start ends, and brings the first one to the run of its link', async ({ app, dataDir, page }) => {
  await page.goto('app://opsroom/crashed');
  const route = nextRoute(page);
  expect(await startAgain(dataDir, 'opsroom://run/R-12')).toBe(0);
  expect(await route).toBe('/runs/R-12');
  expect(await electronOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a bundle is opened under an id that says nothing of its path', async ({ app, dataDir, page }) => {
  expect(app.host).toBe('desktop');
  await page.goto('app://opsroom/crashed');
  const route = nextRoute(page);
  expect(await startAgain(dataDir, join(dataDir, 'secret-name.opsproof.zip'))).toBe(0);
  expect(await route).toMatch(/^\/bundles\/[0-9a-f]{8}-[0-9a-f-]{27}$/);
});

test('whatever else is to be opened is only noted in the log', async ({ app, dataDir }) => {
  const log = () => readFileSync(join(dataDir, 'opsroom.log'), 'utf8');
  const electron = electronOf(app);
  await electron.evaluate(({ app: main }) => {
    main.emit('open-url', { preventDefault: () => undefined }, 'opsroom://delete/everything');
  });
  await expect.poll(log).toContain('opsroom://delete/everything');
});

test('the window comes back where it was, and on a display that is there', async ({ startApp, dataDir }) => {
  const first = await startApp();
  await electronOf(first).evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 50, width: 1100, height: 700 });
  });
  const file = join(dataDir, 'desktop', 'window.json');
  await expect.poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : '')).toContain('"width":1100');
  await first.quit();
  const second = await startApp();
  const bounds = () =>
    electronOf(second).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(await bounds()).toMatchObject({ width: 1100, height: 700 });
  await second.quit();
  writeFileSync(file, JSON.stringify({ bounds: { x: 90_000, y: 90_000, width: 1200, height: 800 }, maximized: false }));
  const third = await startApp();
  const placed = await electronOf(third).evaluate(({ BrowserWindow, screen }) => ({
    bounds: BrowserWindow.getAllWindows()[0]?.getBounds(),
    area: screen.getPrimaryDisplay().workArea,
  }));
  expect(placed.bounds?.x).toBeLessThan(placed.area.x + placed.area.width);
  expect(placed.bounds?.y).toBeLessThan(placed.area.y + placed.area.height);
});

test('a signal ends it in good order', async ({ startApp, dataDir }) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const app = await startApp();
    const child = electronOf(app).process();
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  }
  expect(readFileSync(join(dataDir, 'opsroom.log'), 'utf8')).not.toContain('did not stop in good order');
});

test('a page that crashes is replaced by one that says so, and leads back', async ({ app, page }) => {
  const electron = electronOf(app);
  await electron.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
  const url = () => electron.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getURL());
  await expect.poll(url).toBe('app://opsroom/crashed');
  const text = () =>
    electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents()[0]?.executeJavaScript('document.querySelector("h1").textContent'),
    );
  await expect.poll(text).toBe('The window stopped working');
  await electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents()[0]?.executeJavaScript('document.querySelector("a").click()', true),
  );
  await expect.poll(url).toMatch(/^app:\/\/opsroom\/(?!crashed)/);
  expect(page.isClosed()).toBe(false);
});
