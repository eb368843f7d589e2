import type { HttpClient, HttpRequest, HttpResponse } from '#main/engine/ports/connections.ts';
import { type Clock, systemClock } from '#main/kernel/clock.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { bodyText } from './body.ts';
import { loadTls } from './connect.ts';
import { httpError } from './errors.ts';
import { exchange } from './exchange.ts';
import { type Hop, nextHop } from './redirect.ts';

/** The HTTP client of tools and checks. Closing it ends what is under way and refuses what comes after. */
export interface ClosableHttpClient extends HttpClient {
  close(): Promise<void>;
}

export function createHttpClient(options: { readonly clock?: Clock } = {}): ClosableHttpClient {
  const clock = options.clock ?? systemClock;
  const underWay = new Map<AbortController, Promise<unknown>>();
  let isClosed = false;

  return {
    async request(request) {
      const first = firstHop(request);
      if (isClosed) throw stopped(first.url.origin);
      if (request.signal.aborted) throw stopped(first.url.origin);
      const stop = new AbortController();
      const onAbort = (): void => stop.abort(stopped(first.url.origin));
      request.signal.addEventListener('abort', onAbort, { once: true });
      const cancelDeadline = clock.schedule(request.timeoutMs, () =>
        stop.abort(new AppError('http.timeout', `${first.url.origin}: no whole answer within ${request.timeoutMs} ms`)),
      );
      const work = follow(first, request, stop.signal);
      underWay.set(stop, work);
      try {
        return await work;
      } finally {
        cancelDeadline();
        request.signal.removeEventListener('abort', onAbort);
        underWay.delete(stop);
      }
    },
    async close() {
      isClosed = true;
      const open = [...underWay];
      for (const [controller] of open) controller.abort(new AppError('http.stopped', 'the HTTP client was closed'));
      await Promise.allSettled(open.map(([, work]) => work));
    },
  };
}

async function follow(first: Hop, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  let hop = first;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const answer = await exchange(hop, await loadTls(hop.tls, request.cwd, signal), signal);
      const next = request.redirects === 0 ? undefined : nextHop(hop, answer.status, answer.headers['location']);
      if (next === undefined) {
        return {
          status: answer.status,
          headers: answer.headers,
          text: bodyText(answer.body, answer.headers['content-type']),
          truncated: answer.body.truncated,
          url: hop.url.href,
        };
      }
      if (redirects === request.redirects) {
        throw new AppError('http.redirects', `more than ${request.redirects} redirects`);
      }
      hop = next;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw httpError(error, hop.url.origin);
  }
}

function firstHop(request: HttpRequest): Hop {
  const url = parseUrl(request.url);
  const userinfo = userinfoCredentials(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const isAuthorized = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
  const headers =
    userinfo === undefined || isAuthorized ? request.headers : { ...request.headers, authorization: userinfo.header };
  return { method: request.method, url, headers, body: request.body, tls: request.tls };
}

/** A URL with a scheme that can be asked. Throws `http.url`, without the text: it may hold a secret. */
export function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AppError('http.url', 'not a URL', { hint: 'write http://host/path or https://host/path' });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('http.url', `only http and https URLs can be asked, not ${url.protocol}`);
  }
  return url;
}

/** User and password of a URL as a Basic Authorization header; `undefined` when it names none. */
export function userinfoCredentials(url: URL): { readonly header: string; readonly password: string } | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const password = decode(url.password);
  const pair = Buffer.from(`${decode(url.username)}:${password}`, 'utf8').toString('base64');
  return { header: `Basic ${pair}`, password };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray % is meant as it stands.
    if (error instanceof URIError) return text;
    throw error;
  }
}

function stopped(origin: string): AppError {
  return new AppError('http.stopped', `${origin}: the request was stopped`);
}
