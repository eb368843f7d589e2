import type { FetchLike } from '@modelcontextprotocol/client';
import { Agent, fetch, Response as HttpResponse, type RequestInfo, type RequestInit } from 'undici';
import { boundedBody } from './bounded-body.ts';

/** HTTP of one connection. */
export interface ConnectionFetch {
  readonly fetch: FetchLike;
  /** Ends whatever is under way. */
  close(): Promise<void>;
}

/** Waiting is bounded by the deadlines of calls, not by the silence of a stream: a person may be asked meanwhile. */
const NO_LIMIT = 0;

/** Makes the HTTP of one connection: no body is longer than a message may be. */
export function createConnectionFetch(options: { readonly onTooLarge: (error: Error) => void }): ConnectionFetch {
  const dispatcher = new Agent({ bodyTimeout: NO_LIMIT, headersTimeout: NO_LIMIT });
  return {
    // The types of the library and of Node describe the same objects.
    fetch: (async (url: RequestInfo, init?: RequestInit) => {
      const response = await fetch(url, { ...init, dispatcher });
      const { body, status, statusText, headers } = response;
      if (body === null) return response;
      const kind = headers.get('content-type')?.includes('text/event-stream') === true ? 'events' : 'whole';
      return new HttpResponse(body.pipeThrough(boundedBody(kind, options.onTooLarge)), { status, statusText, headers });
    }) as unknown as FetchLike,
    close: () => dispatcher.destroy(),
  };
}
