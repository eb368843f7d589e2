import type { FetchLike } from '@modelcontextprotocol/client';
import { Agent, fetch, Headers as HttpHeaders, Response as HttpResponse, type RequestInit } from 'undici';
import { checkForeignAddress, isPrivateHost, publicLookup } from './address-guard.ts';
import { boundedBody } from './bounded-body.ts';

/** HTTP of one connection. */
export interface ConnectionFetch {
  readonly fetch: FetchLike;
  /** Ends whatever is under way. */
  close(): Promise<void>;
}

export interface ConnectionFetchOptions {
  /** The address that an operator named. */
  readonly url: URL;
  /** Sent to its origin and nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onTooLarge: (error: Error) => void;
}

/** Waiting is bounded by the deadlines of calls, not by the silence of a stream: a person may be asked meanwhile. */
const NO_LIMIT = { bodyTimeout: 0, headersTimeout: 0 } as const;

/**
 * Makes the HTTP of one connection: no body is longer than a message may be, and addresses that the server names, where a
 * login is to be found, lead into a private network only when the server itself is in one.
 */
export function createConnectionFetch({
  url: named,
  headers: own,
  onTooLarge,
}: ConnectionFetchOptions): ConnectionFetch {
  const agent = new Agent(NO_LIMIT);
  const publicAgent = new Agent({ connect: { lookup: publicLookup } });
  let isNamedPrivate: Promise<boolean> | undefined;

  const agentFor = async (url: URL): Promise<Agent> => {
    if (url.host === named.host) return agent;
    isNamedPrivate ??= isPrivateHost(named.hostname);
    if (await isNamedPrivate) return agent;
    checkForeignAddress(url);
    return publicAgent;
  };

  const fetchBounded = async (target: string | URL, init?: RequestInit): Promise<HttpResponse> => {
    const url = new URL(target);
    const headers = new HttpHeaders(init?.headers);
    if (isOwnOrigin(named, url)) {
      for (const [name, value] of Object.entries(own)) if (!headers.has(name)) headers.set(name, value);
    }
    const response = await fetch(url, {
      redirect: 'error',
      ...init,
      headers,
      dispatcher: await agentFor(url),
    });
    const { body, status, statusText } = response;
    if (body === null) return response;
    const kind = response.headers.get('content-type')?.includes('text/event-stream') === true ? 'events' : 'whole';
    return new HttpResponse(body.pipeThrough(boundedBody(kind, onTooLarge)), {
      status,
      statusText,
      headers: response.headers,
    });
  };

  return {
    // The types of the library and of Node describe the same objects.
    fetch: fetchBounded as unknown as FetchLike,
    async close() {
      await Promise.all([agent.destroy(), publicAgent.destroy()]);
    },
  };
}

/** The same origin, or its https form on the ports that addresses leave out. */
function isOwnOrigin(named: URL, url: URL): boolean {
  if (named.origin === url.origin) return true;
  return named.protocol === 'http:' && url.protocol === 'https:' && named.host === url.host && named.port === '';
}
