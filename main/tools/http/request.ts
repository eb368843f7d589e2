import type { HttpRequest } from '#main/engine/ports/connections.ts';
import type { ToolContext } from '#main/engine/ports/tool.ts';
import type { HttpCall } from '#shared/pulser/tool-call.ts';
import { parseUrl } from './http-client.ts';

/** The request that a call describes: query merged into the URL, the body encoded with its content type. Throws `http.url`. */
export function buildRequest(call: HttpCall, context: ToolContext): HttpRequest {
  const body = encodedBody(call);
  const isTyped = Object.keys(call.headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
  return {
    method: call.method,
    url: mergedUrl(call),
    headers: {
      ...call.headers,
      ...(body?.type === undefined || isTyped ? {} : { 'content-type': body.type }),
    },
    ...(body === undefined ? {} : { body: body.text }),
    ...(call.tls === undefined ? {} : { tls: call.tls }),
    cwd: context.cwd,
    redirects: call.redirects,
    timeoutMs: context.timeoutMs,
    signal: context.signal,
  };
}

function encodedBody(call: HttpCall): { readonly text: string; readonly type: string | undefined } | undefined {
  if (call.json !== undefined) return { text: JSON.stringify(call.json), type: 'application/json' };
  if (call.form !== undefined) {
    return { text: new URLSearchParams(call.form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return call.body === undefined ? undefined : { text: call.body, type: undefined };
}

function mergedUrl(call: HttpCall): string {
  const url = parseUrl(call.url);
  const added = Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  if (added.length === 0) return url.href;
  if (added.some(([name]) => url.searchParams.has(name))) {
    for (const [name, value] of added) url.searchParams.set(name, value);
    return url.href;
  }
  // Appended as text: what stands in the URL keeps its own spelling, which a signature may depend on.
  const query = new URLSearchParams(added).toString();
  url.search = url.search === '' ? query : `${url.search}&${query}`;
  return url.href;
}
