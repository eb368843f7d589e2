import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pageHeaders } from './content-security-policy.ts';

/** What the build writes where the nonce of a page belongs. */
export const NONCE_MARK = 'opsroom-page-nonce';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export interface PageAnswer {
  readonly status: 200 | 404;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The built page. */
export interface PageFiles {
  /** Answers the path of a URL, still percent-encoded, such as `/` or `/assets/main-1a2b.js`. */
  answer(path: string): Promise<PageAnswer>;
}

/**
 * Serves the files of a folder. They are listed once, and only what is on the list is ever read: no path, however it is
 * written, leads out of the folder, and links in it are not followed.
 */
export function pageFiles(folder: string): PageFiles {
  const files = new Map<string, string>();
  list(folder, '', files);
  return {
    async answer(path) {
      const nonce = randomBytes(16).toString('base64');
      const headers = pageHeaders({ nonce });
      const name = path === '/' ? '/index.html' : path;
      const file = files.get(name);
      const mediaType = MEDIA_TYPES[extname(name)];
      if (file === undefined || mediaType === undefined) {
        return { status: 404, headers: { ...headers, 'content-type': 'text/plain' }, body: bytes('not found') };
      }
      // Names of built assets carry a hash of their content.
      const caching = name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
      const content = await readFile(file);
      return {
        status: 200,
        headers: { ...headers, 'content-type': mediaType, 'cache-control': caching },
        body: name.endsWith('.html')
          ? bytes(content.toString('utf8').replaceAll(NONCE_MARK, nonce))
          : new Uint8Array(content),
      };
    },
  };
}

function list(folder: string, prefix: string, files: Map<string, string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) list(join(folder, entry.name), path, files);
    // Sources of the page are for whoever debugs it, not for the page.
    else if (entry.isFile() && !entry.name.endsWith('.map')) files.set(encodeURI(path), join(folder, entry.name));
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
