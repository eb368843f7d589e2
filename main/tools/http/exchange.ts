import { type Body, readBody } from './body.ts';
import { connector, type LoadedTls } from './connect.ts';
import type { Hop } from './redirect.ts';

/** An answer before redirects are looked at. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br',
  'user-agent': 'opsroom',
};

/**
 * One request and its whole answer over a connection of its own, closed in any case. Connections are not kept: a kept one may
 * be closed by the server just as an act is sent, and then nobody knows whether it was done.
 */
export async function exchange(hop: Hop, tls: LoadedTls, signal: AbortSignal): Promise<Answer> {
  // The client takes memory and time that a run without HTTP shall not pay.
  const { Client } = await import('undici');
  const client = new Client(hop.url.origin, {
    connect: connector(tls, signal),
    // The deadline of the whole exchange is the caller's signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    maxHeaderSize: 64 * 1024,
  });
  try {
    const response = await client.request({
      method: hop.method,
      path: `${hop.url.pathname}${hop.url.search}`,
      headers: withDefaults(hop.headers),
      body: hop.body ?? null,
      signal,
    });
    const headers = flat(response.headers);
    const isBodiless = hop.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
    const body = await readBody(response.body, isBodiless ? undefined : headers['content-encoding']);
    return { status: response.statusCode, headers, body };
  } finally {
    await client.destroy();
  }
}

function withDefaults(headers: Hop['headers']): Record<string, string> {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(DEFAULT_HEADERS).filter(([name]) => !given.has(name));
  return { ...Object.fromEntries(missing), ...headers };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) entries.push([name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]);
  }
  return Object.fromEntries(entries);
}
