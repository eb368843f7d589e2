import { randomBytes } from 'node:crypto';
import { net, protocol, type Session } from 'electron';
import { pageHeaders } from '../page/content-security-policy.ts';
import { NONCE_MARK, pageFiles } from '../page/page-files.ts';
import { CRASH_PATH, crashPage } from './crash-page.ts';
import { APP_ORIGIN, APP_SCHEME } from './origin.ts';

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the page to a session. `developmentServer`: where its sources are served while developing. */
export function serveApp(session: Session, folder: string, developmentServer: string | undefined): void {
  const answer = developmentServer === undefined ? fromFolder(folder) : fromServer(new URL(developmentServer));
  session.protocol.handle(APP_SCHEME, (request) => answer(request));
}

function fromFolder(folder: string): (request: Request) => Promise<Response> {
  const files = pageFiles(folder);
  return async (request) => {
    const url = new URL(request.url);
    // Node gives schemes that it does not know no origin.
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return refusal(404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    if (url.pathname === CRASH_PATH) return crashAnswer();
    const { status, headers, body } = await files.answer(url.pathname);
    return new Response(request.method === 'HEAD' ? null : body, { status, headers });
  };
}

// The page keeps its origin, so that everything behaves as it will when it is built.
function fromServer(server: URL): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === CRASH_PATH) return crashAnswer();
    const answer = await net.fetch(new URL(pathname + search, server).href, { method: request.method });
    const headers = new Headers(answer.headers);
    // oxlint-disable-next-line sdl/no-insecure-url -- The development server of this machine.
    const development = { socket: `ws://${server.host}` };
    for (const [name, value] of Object.entries(pageHeaders({ nonce: NONCE_MARK, development })))
      headers.set(name, value);
    return new Response(answer.body, { status: answer.status, headers });
  };
}

function crashAnswer(): Response {
  const nonce = randomBytes(16).toString('base64');
  const headers = { ...pageHeaders({ nonce }), 'content-type': 'text/html; charset=utf-8' };
  return new Response(crashPage(nonce), { status: 200, headers });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders({ nonce: '' }) });
}
