import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../app/fixtures.ts';
import { electronOf } from './electron-of.ts';
import { callText, sendRaw } from './page-port.ts';

test('17: garbage on the port is answered with errors or dropped, and calls go on', async ({ app, page }) => {
  const electron = electronOf(app);
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const garbage: unknown[] = [
    '',
    'garbage',
    '{',
    'null',
    '[]',
    '1',
    deep,
    'x'.repeat(1_000_000),
    null,
    42,
    true,
    {},
    [],
    { i: 1, p: { u: '/host/info' } },
    Array.from({ length: 1000 }, () => ({ i: 5 })),
    '{"i":{},"p":{"u":"/host/info"}}',
    '{"p":{"u":"/host/info"}}',
    '{"i":-1.5,"p":{"u":"/host/info"}}',
    '{"i":"","p":{"u":"/host/info"}}',
  ];
  // Each of these waits for an answer, and gets one.
  const answered = [
    '{"i":1}',
    '{"i":2,"p":null}',
    '{"i":3,"p":{"u":5}}',
    '{"i":4,"p":{"u":"http://127.0.0.1/x"}}',
    '{"i":5,"p":{"u":"/../../host/info"}}',
    '{"i":6,"p":{"u":"/host/info","h":"x"}}',
    '{"i":7,"p":{"u":"/host/info","h":{"content-type":5}}}',
    '{"i":8,"p":{"u":"/host/info","m":"DELETE"}}',
    '{"i":9,"t":9,"p":{}}',
    '{"i":10,"t":3,"p":{"e":"other"}}',
    callText(11, '/no/such/call'),
    callText(12, '/__proto__/constructor'),
    callText(13, '/host/window', { action: 'format' }),
    callText(14, '/host/window', { action: 'close', extra: 1 }),
    callText(15, '/host/openExternal', { url: 'file:///etc/passwd' }),
    callText(16, '/host/openExternal', { url: 'javascript:alert(1)' }),
    callText(17, '/host/reveal', { path: '/etc/passwd' }),
  ];
  const answers = (await sendRaw(page, [...garbage, ...answered], answered.length)).map(
    (text) => JSON.parse(String(text)) as { i: number; p: { s?: number } },
  );
  expect(answers.map(({ i }) => i).sort((a, b) => a - b)).toEqual(answered.map((_, index) => index + 1));
  for (const answer of answers) expect(answer.p.s, `answer ${answer.i}`).toBeGreaterThanOrEqual(400);
  const [info] = (await sendRaw(page, [callText(1, '/host/info')], 1)).map(
    (text) => JSON.parse(String(text)) as unknown,
  );
  expect(info).toMatchObject({ p: { b: { json: { kind: 'desktop' } } } });
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('17: a form that is none is refused, and leaves nothing behind', async ({ app, dataDir, page }) => {
  expect(app.host).toBe('desktop');
  const boundary = '----WebKitFormBoundaryAbCdEf0123456789';
  const form = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="data"',
    '',
    '{"json":{}}',
    `--${boundary}`,
    'Content-Disposition: form-data; name="0"; filename="a.zip"',
    'Content-Type: application/zip',
    '',
    'PK',
    `--${boundary}--`,
    '',
  ].join('\r\n');
  const type = `multipart/form-data; boundary=${boundary}`;
  const forms = ['', 'PK', form.slice(0, -6), form.replace('form-data;', 'form-data,'), form.replace('PK', boundary)];
  const message = (id: number, body: string): number[] => [
    ...Buffer.from(JSON.stringify({ i: id, p: { u: '/proofs/verify', h: { 'content-type': type } } })),
    0xff,
    ...Buffer.from(body, 'latin1'),
  ];
  const text = JSON.stringify({ i: 99, p: { u: '/proofs/verify', h: { 'content-type': type } } });
  // The form itself is one; that its file is no bundle is the answer of the call.
  const messages = [...forms, form].map((body, at) => ({ bytes: message(at + 1, body) }));
  const answers = (await sendRaw(page, [...messages, text], messages.length + 1)).map(
    (answer) => JSON.parse(String(answer)) as { i: number; p: { s?: number; b: unknown } },
  );
  const statusOf = (id: number): number | undefined => answers.find(({ i }) => i === id)?.p.s;
  for (const id of [...forms.keys()].map((at) => at + 1)) expect(statusOf(id), `answer ${id}`).toBe(400);
  expect(statusOf(99)).toBe(400);
  expect(JSON.stringify(answers.find(({ i }) => i === forms.length + 1))).not.toContain('has not the form');
  expect(readFileSync(join(dataDir, 'opsroom.log'), 'utf8')).not.toContain('rejected unhandled');
});

test('17: a raw channel takes nothing but what it carries, and only from the page itself', async ({ app }) => {
  const electron = electronOf(app);
  const outcome = await electron.evaluate(async ({ ipcMain, webContents }) => {
    const [contents] = webContents.getAllWebContents();
    if (contents === undefined) return undefined;
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> })
      ._invokeHandlers;
    const ask = handlers.get('opsroom:open-dropped');
    if (ask === undefined) return undefined;
    const page = { sender: contents, senderFrame: contents.mainFrame };
    const frame = { url: 'app://opsroom/' };
    const foreign = [
      { sender: contents, senderFrame: null },
      { sender: contents, senderFrame: frame },
      { sender: { mainFrame: { url: 'https://example.com/' } }, senderFrame: { url: 'https://example.com/' } },
      { sender: { mainFrame: frame }, senderFrame: { url: 'app://opsroom.evil/' } },
    ];
    const other = { url: 'https://example.com/' };
    return {
      channels: [...handlers.keys()].filter((name) => name.startsWith('opsroom')),
      events: ipcMain.eventNames().filter((name) => String(name).startsWith('opsroom')),
      good: typeof (await ask(page, '/tmp/a.opsproof.zip')),
      foreign: await Promise.all(foreign.map((event) => ask(event, '/tmp/a.opsproof.zip'))),
      otherOrigin: await ask({ sender: { mainFrame: other }, senderFrame: other }, '/tmp/a.opsproof.zip'),
      arguments: await Promise.all(
        [
          [],
          [1],
          [null],
          [{}],
          ['/tmp/a.opsproof.zip', 2],
          ['/etc/passwd'],
          ['a\0.opsproof.zip'],
          ['x'.repeat(5_000)],
        ].map((args) => ask(page, ...args)),
      ),
    };
  });
  expect(outcome).toEqual({
    channels: ['opsroom:open-dropped'],
    events: ['opsroom:port'],
    good: 'string',
    foreign: [null, null, null, null],
    otherOrigin: null,
    arguments: Array.from({ length: 8 }, () => null),
  });
});

test('a frame of another origin gets neither the bridge nor a port', async ({ app, page }) => {
  const electron = electronOf(app);
  const seen = await electron.evaluate(async ({ BrowserWindow }) => {
    const [own] = BrowserWindow.getAllWindows();
    if (own === undefined) return undefined;
    const preload = (
      own.webContents as unknown as { getLastWebPreferences(): { preload: string } }
    ).getLastWebPreferences().preload;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await stranger.loadURL('data:text/html,<p>stranger</p>');
    const bridge: unknown = await stranger.webContents.executeJavaScript('typeof window.opsroom');
    stranger.destroy();
    return bridge;
  });
  expect(seen).toBe('undefined');
  expect(page.url()).toMatch(/^app:\/\/opsroom\//);
});

test('a file that is dropped is opened only if it is a bundle, and a made-up one never', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const bridge = Reflect.get(window, 'opsroom') as { openDropped(file: unknown): Promise<unknown> };
    const ask = (value: unknown): Promise<unknown> =>
      bridge.openDropped(value).catch((error: unknown) => String(error));
    return Promise.all([new File(['x'], 'a.opsproof.zip'), {}, { path: '/etc/passwd' }].map(ask));
  });
  expect(answers).toEqual([null, null, null]);
});
