import { AppError } from '#shared/lib/app-error.ts';
import type { TlsOptions } from '#shared/pulser/tool-call.ts';

/** One hop of an exchange: where it goes and what it carries. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly tls: TlsOptions | undefined;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

// What may follow to another origin. Everything else may be a credential under a name of its own (X-Vault-Token).
const HARMLESS: readonly string[] = [
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
  'range',
  'cache-control',
];
const BODY_HEADERS: readonly string[] = ['content-type', 'content-encoding', 'content-language', 'content-length'];

/** The next hop of a redirect; `undefined` when the answer is not one. Throws `http.redirects` where following is not safe. */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!REDIRECTS.includes(status) || location === undefined) return undefined;
  const url = target(location, hop.url);
  const isRewritten =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST');
  const body = isRewritten ? undefined : hop.body;
  const method = isRewritten ? 'GET' : hop.method;
  const kept = isRewritten ? without(hop.headers, (name) => BODY_HEADERS.includes(name)) : hop.headers;
  if (url.origin === hop.url.origin) return { ...hop, method, url, headers: kept, body };
  if (body !== undefined) {
    throw refused(url, 'asks to send the body to another origin');
  }
  const harmless = without(kept, (name) => !HARMLESS.includes(name));
  const hasCredentials =
    Object.keys(harmless).length < Object.keys(kept).length ||
    hop.tls?.cert !== undefined ||
    hop.tls?.key !== undefined;
  if (hop.url.protocol === 'https:' && url.protocol === 'http:' && hasCredentials) {
    throw refused(url, 'leads a request with credentials from https to http');
  }
  return { method, url, headers: harmless, body, tls: anonymous(hop.tls) };
}

function target(location: string, base: URL): URL {
  let url: URL;
  try {
    url = new URL(location, base);
  } catch (error) {
    throw new AppError('http.redirects', 'a redirect leads to something that is not a URL', { cause: error });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('http.redirects', `a redirect leads to ${url.protocol}, only http and https are followed`);
  }
  // A server does not choose the credentials that we send.
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function refused(url: URL, what: string): AppError {
  return new AppError('http.redirects', `a redirect to ${url.origin} ${what}`, {
    hint: 'name the final URL in the plan, or set redirects: 0 and check the status',
  });
}

function without(headers: Hop['headers'], drop: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !drop(name.toLowerCase())));
}

function anonymous(tls: TlsOptions | undefined): TlsOptions | undefined {
  return tls === undefined ? undefined : { ...(tls.ca === undefined ? {} : { ca: tls.ca }), verify: tls.verify };
}
