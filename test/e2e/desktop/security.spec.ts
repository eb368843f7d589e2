import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from '../app/fixtures.ts';
import { electronOf } from './electron-of.ts';

// The numbers are those of Electron's own list of recommendations.

test('1: loads nothing but the app itself', async ({ app, page }) => {
  const electron = electronOf(app);
  await electron.evaluate(({ session }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenUrls: seen });
    session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
      seen.push(details.url);
      callback({});
    });
  });
  await page.waitForLoadState('load');
  await page.reload();
  await page.waitForLoadState('load');
  const urls = await electron.evaluate(() => (globalThis as unknown as { seenUrls: string[] }).seenUrls);
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.filter((url) => !url.startsWith('app://opsroom/') && !url.startsWith('devtools:'))).toEqual([]);
});

test('2, 3, 4, 6, 8, 9, 10, 11: pages are sandboxed, isolated, and have no part of Node or of experiments', async ({
  app,
  page,
}) => {
  const electron = electronOf(app);
  await page.waitForLoadState('load');
  const preferences = await electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const reader = contents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return reader.getLastWebPreferences();
    }),
  );
  expect(preferences).toHaveLength(1);
  for (const one of preferences) {
    expect(one).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    // Absent where they are off.
    for (const name of ['nodeIntegrationInWorker', 'navigateOnDragDrop', 'enableBlinkFeatures']) {
      expect(one[name] ?? '', name).toBeFalsy();
    }
  }
  expect(
    await page.evaluate(() => [
      typeof Reflect.get(window, 'require'),
      typeof Reflect.get(window, 'process'),
      typeof Reflect.get(window, 'Buffer'),
      typeof Reflect.get(window, 'module'),
    ]),
  ).toEqual(['undefined', 'undefined', 'undefined', 'undefined']);
});

test('5: every permission is refused', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const outcome = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        (value) => String(value),
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
    const media = navigator.mediaDevices;
    return {
      camera: await outcome(media.getUserMedia({ video: true })),
      screen: await outcome(media.getDisplayMedia()),
      notification: await outcome(Notification.requestPermission()),
      location: await outcome(
        new Promise((resolve, reject) =>
          navigator.geolocation.getCurrentPosition(resolve, () => reject(new DOMException('', 'NotAllowedError'))),
        ),
      ),
      clipboard: await outcome(navigator.clipboard.readText()),
      states: await Promise.all(
        ['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      ),
    };
  });
  expect(answers.camera).toMatch(/NotAllowedError|NotFoundError/);
  expect(answers.screen).toMatch(/Error/);
  expect(answers.notification).toBe('denied');
  expect(answers.location).toBe('NotAllowedError');
  expect(answers.clipboard).toBe('NotAllowedError');
  expect(new Set(answers.states)).toEqual(new Set(['denied']));
});

test('7: the policy of the page is strict, and is enforced', async ({ page }) => {
  const headers = await page.evaluate(async () => {
    const answer = await fetch('/');
    return Object.fromEntries(answer.headers.entries());
  });
  const policy = headers['content-security-policy'] ?? '';
  expect(policy.replace(/'nonce-[^']+'/, "'nonce-N'")).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  );
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  });
  const refused = await page.evaluate(async () => {
    // What drives this test may use eval, but only until it first waits.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const add = (tag: string, members: Record<string, string>): void => {
      document.body.append(Object.assign(document.createElement(tag), members));
    };
    const attempts = [
      () => add('script', { src: 'https://example.com/x.js' }),
      () => add('script', { text: 'window.injected = true' }),
      () => {
        document.body.innerHTML = '<b>x</b>';
      },
      // As text of a page would make it: what the app's own code makes has the nonce.
      () => {
        const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style');
        style.textContent = 'body { color: red }';
        document.body.append(style);
      },
      () => add('img', { src: 'https://example.com/x.png' }),
      () => add('iframe', { src: 'https://example.com/' }),
      () => add('object', { data: 'https://example.com/' }),
      () => add('base', { href: 'https://example.com/' }),
      () => void fetch('https://example.com/').catch(() => undefined),
      () => Reflect.get(window, 'eval').call(window, 'window.injected = true'),
    ];
    let thrown = 0;
    for (const attempt of attempts) {
      try {
        attempt();
      } catch {
        thrown += 1;
      }
    }
    const wanted = ['img-src', 'frame-src', 'connect-src', 'base-uri', 'style-src-elem', 'require-trusted-types-for'];
    const deadline = performance.now() + 5_000;
    while (!wanted.every((name) => violations.includes(name)) && performance.now() < deadline) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return { violations: [...new Set(violations)], thrown, injected: Reflect.get(window, 'injected') === true };
  });
  expect(refused.injected).toBe(false);
  expect(refused.thrown).toBeGreaterThanOrEqual(4);
  expect(refused.violations).toEqual(
    expect.arrayContaining([
      'img-src',
      'frame-src',
      'connect-src',
      'base-uri',
      'style-src-elem',
      'require-trusted-types-for',
    ]),
  );
});

test('7: styles that the code of the app makes are allowed', async ({ page }) => {
  await page.waitForLoadState('load');
  const color = () =>
    page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'body { outline-color: rgb(1, 2, 3) }';
      document.head.append(style);
      return getComputedStyle(document.body).outlineColor;
    });
  await expect.poll(color).toBe('rgb(1, 2, 3)');
});

test('12: a webview does not attach', async ({ app, page }) => {
  const electron = electronOf(app);
  // Where webviews are switched on the element has calls of its own as soon as it is made.
  const calls = await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    document.body.append(view);
    return ['loadURL', 'getWebContentsId', 'executeJavaScript'].map((name) => typeof Reflect.get(view, name));
  });
  expect(calls).toEqual(['undefined', 'undefined', 'undefined']);
  expect(await electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('13: the page cannot be led elsewhere', async ({ app, page }) => {
  const electron = electronOf(app);
  await page.waitForLoadState('load');
  const home = page.url();
  await electron.evaluate(({ webContents }) => {
    const refused: string[] = [];
    Object.assign(globalThis, { refusedUrls: refused });
    const [contents] = webContents.getAllWebContents();
    contents?.on('will-frame-navigate', (event) => {
      if (event.defaultPrevented) refused.push(event.url);
    });
  });
  const refused = () => electron.evaluate(() => (globalThis as unknown as { refusedUrls: string[] }).refusedUrls);
  // As code that is typed into the page: it is given to the browser as a whole, because eval is refused there.
  const session = await page.context().newCDPSession(page);
  const attempts = [
    ["location.href = 'https://one.example/'", 'https://one.example/'],
    [
      "const link = document.createElement('a'); link.href = 'https://two.example/'; document.body.append(link); link.click()",
      'https://two.example/',
    ],
    [
      "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=https://three.example/'; document.head.append(meta)",
      'https://three.example/',
    ],
    ["location.replace('app://other/')", 'app://other/'],
  ] as const;
  for (const [code, url] of attempts) {
    // A second attempt right after the first one may fall under the table before anybody is asked.
    await expect(async () => {
      await session.send('Runtime.evaluate', { expression: `{ ${code} }`, userGesture: true });
      await expect.poll(refused, { timeout: 2_000 }).toContain(url);
    }).toPass();
  }
  // These are refused before the app is asked at all.
  for (const code of [
    "location.href = 'file:///etc/passwd'",
    "location.href = 'data:text/html,hello'",
    "const form = document.createElement('form'); form.action = 'https://four.example/'; document.body.append(form); form.submit()",
  ]) {
    await session.send('Runtime.evaluate', { expression: `{ ${code} }`, userGesture: true });
  }
  await expect(async () => {
    await session.send('Runtime.evaluate', {
      expression: "location.href = 'https://five.example/'",
      userGesture: true,
    });
    await expect.poll(refused, { timeout: 2_000 }).toContain('https://five.example/');
  }).toPass();
  expect(page.url()).toBe(home);
  expect(await page.evaluate(() => location.origin)).toBe('app://opsroom');
});

test('14: no further window opens', async ({ app, page }) => {
  const electron = electronOf(app);
  expect(
    await page.evaluate(() => [
      window.open('https://example.com/'),
      window.open('app://opsroom/'),
      window.open('about:blank'),
    ]),
  ).toEqual([null, null, null]);
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), {
      href: 'https://example.com/',
      target: '_blank',
      id: 'away',
      textContent: 'away',
    });
    Object.assign(link.style, { position: 'fixed', inset: '0', zIndex: '99999' });
    document.body.append(link);
  });
  await page.click('#away', { button: 'middle' });
  await page.click('#away', { modifiers: ['Shift'] });
  await page.click('#away');
  expect(
    await electron.evaluate(({ BrowserWindow, webContents }) => [
      BrowserWindow.getAllWindows().length,
      webContents.getAllWebContents().length,
    ]),
  ).toEqual([1, 1]);
});

test('16: Electron is one of the three newest majors that are supported', () => {
  const root = new URL('../../../', import.meta.url);
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const major = Number(lock.packages['node_modules/electron']?.version?.split('.')[0]);
  // To be raised with each release: three majors are supported at a time.
  expect(major).toBeGreaterThanOrEqual(43);
});

test('18: the app is not served from files, and its scheme leads to nothing else', async ({ page }) => {
  expect(page.url()).toMatch(/^app:\/\/opsroom\//);
  const answers = await page.evaluate(async () => {
    const ask = async (url: string): Promise<number | string> => {
      try {
        return (await fetch(url)).status;
      } catch (error) {
        return error instanceof Error ? error.name : 'refused';
      }
    };
    const urls = [
      'app://opsroom/../../package.json',
      'app://opsroom/%2e%2e/%2e%2e/package.json',
      'app://opsroom/..%2f..%2fpackage.json',
      'app://opsroom/..%5c..%5cpackage.json',
      'app://opsroom//etc/passwd',
      'app://opsroom/%00',
      'app://opsroom/index.html%00.png',
      'app://opsroom/assets/',
      'app://opsroom/main.js',
    ];
    return {
      inside: await Promise.all(urls.map(ask)),
      file: await ask('file:///etc/passwd'),
      other: await ask('app://elsewhere/index.html'),
      post: await fetch('/', { method: 'POST' }).then((answer) => answer.status),
      page: await ask('app://opsroom/'),
    };
  });
  expect(new Set(answers.inside)).toEqual(new Set([404]));
  expect(answers.file).toBe('TypeError');
  expect(answers.other).toBe('TypeError');
  expect(answers.post).toBe(405);
  expect(answers.page).toBe(200);
});

test('20: the page gets a bridge of one function, and no part of Electron', async ({ page }) => {
  const surface = await page.evaluate(() => {
    const bridge = Reflect.get(window, 'opsroom') as Record<string, unknown>;
    return {
      members: Object.entries(bridge).map(([name, value]) => [name, typeof value]),
      electron: Object.getOwnPropertyNames(window).filter((name) => /electron|ipc|^node|^require/.test(name)),
    };
  });
  expect(surface).toEqual({ members: [['openDropped', 'function']], electron: [] });
});

test('no part of the app makes Electron warn of insecurity', async ({ startApp }) => {
  const app = await startApp({ environment: { ELECTRON_ENABLE_SECURITY_WARNINGS: '1' } });
  const warnings: string[] = [];
  app.page.on('console', (message) => {
    if (message.text().includes('Security Warning')) warnings.push(message.text());
  });
  await app.page.waitForLoadState('load');
  await app.page.reload();
  await app.page.waitForLoadState('load');
  // Electron looks when the page has loaded; what is written later comes later.
  const marker = app.page.waitForEvent('console', (message) => message.text() === 'looked');
  await app.page.evaluate(() => {
    // oxlint-disable-next-line no-console -- What is waited for is a line of the console.
    requestAnimationFrame(() => requestAnimationFrame(() => console.log('looked')));
  });
  await marker;
  expect(warnings).toEqual([]);
});
