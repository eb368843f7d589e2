import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { test } from '../app/fixtures.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CLI = `${root}/out/cli/opsroom.js`;

interface Serving {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

const started: ChildProcess[] = [];

function serve(dataDir: string, ...args: readonly string[]): Serving {
  const child = spawn(process.execPath, [CLI, 'serve', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr, ended };
}

async function addressOf(serving: Serving): Promise<URL> {
  await expect.poll(serving.stdout).toContain('token=');
  return new URL(/http:\S+/.exec(serving.stdout())?.[0] ?? '');
}

/** A browser with one tab in which the printed address was opened. */
async function browserLetIn(page: Page, output: string): Promise<{ context: BrowserContext; address: URL }> {
  const context = await page.context().browser()?.newContext();
  if (context === undefined) throw new Error('the page has no browser');
  const address = new URL(/http:\S+token=\S+/.exec(output)?.[0] ?? '');
  const first = await context.newPage();
  await first.goto(address.href);
  await expect(first.getByText('Connected')).toBeVisible();
  return { context, address };
}

test.afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

test('the printed address lets this browser in, and no other', async ({ page, app }) => {
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/);
  await expect(page.getByText('Connected')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Connected')).toBeVisible();

  const stranger = await (await page.context().browser()?.newContext())?.newPage();
  if (stranger === undefined) throw new Error('the page has no browser');
  const answer = await stranger.goto(page.url());
  expect(answer?.status()).toBe(401);
  await expect(stranger.getByText('open the address that opsroom serve printed')).toBeVisible();
  expect(app.output()).not.toContain('warning');
});

test('another tab of the same browser is let in as well, also by the address without its token', async ({
  page,
  app,
}) => {
  const { context, address } = await browserLetIn(page, app.output());
  const second = await context.newPage();
  await second.goto(address.origin);
  await expect(second.getByText('Connected')).toBeVisible();
});

test('another server of this machine, which gets the cookie, opens no socket with it', async ({ page, app }) => {
  const { context, address } = await browserLetIn(page, app.output());
  const { host, origin, port } = address;
  let cookie = '';
  const other = createServer((request, response) => {
    cookie = request.headers.cookie ?? '';
    response.end('another server');
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const tab = await context.newPage();
    await tab.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    expect(cookie).toContain(`opsroom-${port}=`);
    expect(await tab.evaluate(() => localStorage.length)).toBe(0);
    const socket = new WebSocket(`ws://${host}/rpc`, ['opsroom'], { headers: { cookie, origin } });
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.statusCode).toBe(401);
  } finally {
    other.close();
  }
});

test('a page whose browser has forgotten the key is told what to do', async ({ page }) => {
  await expect(page.getByText('Connected')).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.getByText('open the address that it printed').first()).toBeVisible();
});

test('the page runs under its policy: nothing of it is reported as a violation', async ({ page }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  await page.reload();
  await expect(page.getByText('Connected')).toBeVisible();
  expect(violations).toEqual([]);
});

test('a signal ends it in order, and its port is free again', async ({ dataDir }) => {
  const first = serve(dataDir);
  const { port } = await addressOf(first);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.stdout()).toContain('SIGTERM: gives its runs back');
  const second = serve(dataDir, '--port', port);
  expect((await addressOf(second)).port).toBe(port);
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('a page of an earlier start is told so, and a new address lets it in again', async ({ page, dataDir, app }) => {
  const { port, origin } = new URL(page.url());
  await expect(page.getByText('Connected')).toBeVisible();
  process.kill(app.pid, 'SIGKILL');
  await expect(page.getByText('Connected')).toBeHidden();
  const again = serve(dataDir, '--port', port);
  const address = await addressOf(again);
  expect(address.origin).toBe(origin);
  await page.goto(address.href);
  await expect(page.getByText('Connected')).toBeVisible();
});

test('a port that is taken, another address, and nonsense are refused with what to do', async ({ dataDir }) => {
  const first = serve(dataDir);
  const { port } = await addressOf(first);
  const taken = serve(dataDir, '--port', port);
  expect(await taken.ended).not.toBe(0);
  expect(taken.stderr()).toContain(`port ${port} of 127.0.0.1 cannot be used (EADDRINUSE)`);
  for (const args of [
    ['--host', '0.0.0.0'],
    ['--port', '70000'],
    ['--port', '0.0.0.0:80'],
  ]) {
    const refused = serve(dataDir, ...args);
    expect(await refused.ended).toBe(2);
  }
});

test('without a worker it only shows', async ({ dataDir }) => {
  const serving = serve(dataDir, '--no-worker', '--json');
  await expect.poll(serving.stdout).toContain('}');
  expect(JSON.parse(serving.stdout())).toMatchObject({ working: false, dataDir });
});
