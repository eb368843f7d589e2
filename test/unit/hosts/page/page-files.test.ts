import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contentSecurityPolicy } from '#main/hosts/page/content-security-policy.ts';
import { NONCE_MARK, pageFiles } from '#main/hosts/page/page-files.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

function page() {
  const folder = tempFolder();
  const built = join(folder, 'page');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(built, 'index.html'), `<meta nonce="${NONCE_MARK}"><script nonce="${NONCE_MARK}"></script>`);
  writeFileSync(join(built, 'assets', 'main-1.js'), 'code');
  writeFileSync(join(built, 'assets', 'main-1.js.map'), 'sources');
  writeFileSync(join(built, 'assets', 'odd.exe'), 'program');
  symlinkSync(join(folder, 'secret.html'), join(built, 'link.html'));
  symlinkSync(folder, join(built, 'up'));
  return pageFiles(built);
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body);

it('serves the page with a nonce of its own each time, the same in the policy and in the page', async () => {
  const files = page();
  const first = await files.answer('/');
  const [, nonce] = /style-src 'self' 'nonce-([^']+)'/.exec(first.headers['content-security-policy'] ?? '') ?? [];
  expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(text(first.body)).toBe(`<meta nonce="${nonce}"><script nonce="${nonce}"></script>`);
  expect(text((await files.answer('/index.html')).body)).not.toContain(nonce);
  expect(first.headers['cache-control']).toBe('no-store');
});

it('serves assets for ever', async () => {
  expect(await page().answer('/assets/main-1.js')).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
});

it.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/assets/../../secret.html',
  '/link.html',
  '/up/secret.html',
  '/assets/',
  '/assets',
  '/assets/main-1.js.map',
  '/assets/odd.exe',
  '/index.html%00',
  '/index.html/',
  '//index.html',
  'index.html',
  '',
])('does not serve %j', async (path) => {
  expect((await page().answer(path)).status).toBe(404);
});

it('relaxes scripts only while developing', () => {
  expect(contentSecurityPolicy({ nonce: 'N' })).toContain("script-src 'self';");
  expect(contentSecurityPolicy({ nonce: 'N' })).not.toContain('unsafe');
  const development = { socket: 'ws://127.0.0.1:5173' };
  expect(contentSecurityPolicy({ nonce: 'N', development })).toContain("connect-src 'self' ws://127.0.0.1:5173");
});
