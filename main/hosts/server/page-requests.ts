import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '#main/kernel/logger.ts';
import { PAGE_KEY } from '#shared/api/page-key.ts';
import { pageHeaders } from '../page/content-security-policy.ts';
import type { PageAnswer, PageFiles } from '../page/page-files.ts';
import { type OwnNames, type Refusal, refuseForeign, refuseStranger, refuseUnknown } from './admit.ts';
import type { LetIn, Tokens } from './tokens.ts';

export interface PageParts {
  readonly names: OwnNames;
  readonly tokens: Tokens;
  readonly files: PageFiles;
  readonly logger: Logger;
}

/** Serves the page and its assets to the browsers that were let in. */
export function pageRequests(parts: PageParts): RequestListener {
  return (request, response) => {
    answer(request, response, parts).catch((error: unknown) => {
      parts.logger.error('a page could not be served', { error });
      if (response.headersSent) response.destroy();
      else say(response, 500, 'the page could not be read');
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { names, tokens, files }: PageParts,
): Promise<void> {
  const foreign = refuseForeign(request, names);
  if (foreign !== undefined) return refuse(response, foreign);
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  // Clients that ask how to sign in learn that nobody does here.
  if (path.startsWith('/.well-known/')) return say(response, 404, 'there is nothing of that name');
  const token = path === '/' ? new URLSearchParams(query).get('token') : null;
  if (token !== null) return letIn(response, tokens.exchange(token));
  const unknown = path === '/session' ? refuseStranger(request, tokens) : refuseUnknown(request, tokens);
  if (unknown !== undefined) return refuse(response, unknown);
  if (path === '/session') return say(response, 200, 'known');
  send(request, response, await files.answer(path));
}

/**
 * The token leaves the address bar at once, and never becomes a referrer. A script of this very answer keeps the key and goes on to
 * the page: that is a request of its own page then, with the strict cookie, wherever the address was followed from.
 */
function letIn(response: ServerResponse, kept: LetIn | undefined): void {
  if (kept === undefined) {
    return say(
      response,
      403,
      'this address is of another start of opsroom serve, or was used before: open the one it printed last',
    );
  }
  const nonce = randomUUID();
  const script = `localStorage.setItem(${JSON.stringify(PAGE_KEY)}, ${JSON.stringify(kept.key)}); location.replace('/');`;
  response.writeHead(200, {
    ...pageHeaders({ nonce: 'none' }),
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'set-cookie': kept.cookie,
  });
  response.end(
    `<!doctype html><html lang="en"><title>Ops Control Room</title><p>This browser is let in.</p><script nonce="${nonce}">${script}</script></html>\n`,
  );
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  if (status === 405) response.setHeader('allow', 'GET, HEAD');
  say(response, status, message);
}

function say(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, {
    ...pageHeaders({ nonce: 'none' }),
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${line}\n`);
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: PageAnswer): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  // A page has a nonce of its own, which nobody may see twice.
  const isKept = headers['cache-control'] !== 'no-store' && status === 200;
  const all = isKept ? { ...headers, etag } : headers;
  if (isKept && request.headers['if-none-match'] === etag) {
    response.writeHead(304, all).end();
    return;
  }
  response.writeHead(status, { ...all, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
