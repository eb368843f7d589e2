import type { IncomingMessage } from 'node:http';
import { KEY_HEADER, KEY_PROTOCOL } from '#shared/api/page-key.ts';
import type { Tokens } from './tokens.ts';

/** Why a request is not served. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 421;
  /** One line. */
  readonly message: string;
}

const NOT_LET_IN: Refusal = {
  status: 401,
  message: 'open the address that opsroom serve printed: it lets this browser in',
};

/** What a server of this machine is called by its own pages. */
export interface OwnNames {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

export function ownNames(port: number): OwnNames {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return { hosts: new Set(hosts), origins: new Set(hosts.map((host) => `http://${host}`)) };
}

/**
 * Refuses what does not come from this machine's own page: another name for the server (DNS rebinding), another page's request,
 * anything but reading.
 */
export function refuseForeign(request: IncomingMessage, names: OwnNames): Refusal | undefined {
  const { method = '', url = '', headers } = request;
  const foreign = foreignName(request, names);
  if (foreign !== undefined) return foreign;
  if (!url.startsWith('/') || url.startsWith('//')) {
    return { status: 400, message: 'the address is not a path of this server' };
  }
  const isReading = method === 'GET' || method === 'HEAD';
  const { origin } = headers;
  if ((origin !== undefined || !isReading) && !names.origins.has(origin ?? '')) {
    return { status: 403, message: 'the request comes from another page' };
  }
  if (!isReading) return { status: 405, message: 'pages are only read; calls go over the socket' };
  return undefined;
}

/** Refuses a request under another name of the server (DNS rebinding). */
export function foreignName(request: IncomingMessage, names: OwnNames): Refusal | undefined {
  const hosts = headerValues(request, 'host');
  if (hosts.length === 1 && names.hosts.has(hosts[0] ?? '')) return undefined;
  return { status: 421, message: 'this server answers only to 127.0.0.1 and localhost with its own port' };
}

/** Refuses the opening of a socket that is not the page's. */
export function refuseSocket(request: IncomingMessage, names: OwnNames, tokens: Tokens): Refusal | undefined {
  const foreign = refuseForeign(request, names);
  if (foreign !== undefined) return foreign;
  // A browser always says which page opens a socket.
  if (!names.origins.has(request.headers.origin ?? ''))
    return { status: 403, message: 'the socket is opened by another page' };
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const key = protocols.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
  return refuseUnknown(request, tokens) ?? refuseOtherPage(key, tokens);
}

/** Refuses one that asks with the cookie of a browser that was let in, and is not the page that was. */
export function refuseStranger(request: IncomingMessage, tokens: Tokens): Refusal | undefined {
  const key = request.headers[KEY_HEADER];
  return refuseUnknown(request, tokens) ?? refuseOtherPage(typeof key === 'string' ? key : undefined, tokens);
}

function refuseOtherPage(key: string | undefined, tokens: Tokens): Refusal | undefined {
  return key !== undefined && tokens.isPage(key) ? undefined : NOT_LET_IN;
}

/** Refuses a browser that never had the printed address. */
export function refuseUnknown(request: IncomingMessage, tokens: Tokens): Refusal | undefined {
  if (tokens.isKnown(request.headers.cookie)) return undefined;
  return NOT_LET_IN;
}

function headerValues(request: IncomingMessage, name: string): readonly string[] {
  const { rawHeaders } = request;
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}
