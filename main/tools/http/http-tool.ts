import type { HttpResponse } from '#main/engine/ports/connections.ts';
import type { Tool, ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import { AppError, type ErrorData } from '#shared/lib/app-error.ts';
import type { Json } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import type { HttpCall } from '#shared/pulser/tool-call.ts';
import { redactResponse, registerRequest } from './credentials.ts';
import { parseUrl } from './http-client.ts';
import { buildRequest } from './request.ts';
import { openTranscript } from './transcript.ts';

/**
 * Sends one request and waits for its whole answer; an answer with a status of 400 and more is a failure of the call. Never
 * asks twice by itself: whether an act is repeated is for the engine to decide.
 */
export function createHttpTool(identity: { readonly version: string }): Tool {
  return {
    kind: 'http',
    identity: () => ({ kind: 'http', name: 'http', version: identity.version }),
    async run(call, context) {
      if (call.http === undefined) throw new AppError('tool.not-available', 'the http tool was given another call');
      return perform(call.http, context);
    },
  };
}

async function perform(call: HttpCall, context: ToolContext): Promise<ToolOutcome> {
  let request: ReturnType<typeof buildRequest>;
  try {
    request = buildRequest(call, context);
  } catch (error) {
    return failed(failureData(error, context), null);
  }
  registerRequest(context.mask, request.url, request.headers);
  const transcript = openTranscript(context);
  const url = parseUrl(request.url);
  try {
    await transcript.request(request.method, url);
    const response = await context.http.request(request);
    const headers = redactResponse(context.mask, response.headers);
    await transcript.response(response, headers);
    const error = response.status >= 400 ? statusError(request.method, url, response, context) : null;
    return {
      ok: error === null,
      error,
      result: {
        status: response.status,
        headers,
        body: parsedBody(response),
        text: response.text,
        url: response.url,
        truncated: response.truncated,
      },
      outputs: {},
      log: await transcript.close(),
    };
  } catch (error) {
    const data = failureData(error, context);
    await transcript.failure(`${data.code}: ${data.message}`);
    return failed(data, await transcript.close());
  }
}

function parsedBody(response: HttpResponse): Json {
  if (response.truncated) return response.text;
  const parsed = parseJson(response.text);
  return parsed.ok ? parsed.value : response.text;
}

function statusError(method: string, url: URL, response: HttpResponse, context: ToolContext): ErrorData {
  // Masked before it is cut: half a secret would not be recognised.
  const line = context.mask
    .text(response.text.trim().split(/\r?\n/, 1)[0] ?? '')
    .slice(0, 200)
    .toWellFormed();
  return {
    code: 'http.status',
    message: `${method} ${url.origin} answered ${response.status}${line === '' ? '' : `: ${line}`}`,
    details: { status: response.status },
  };
}

function failureData(error: unknown, context: ToolContext): ErrorData {
  if (!(error instanceof AppError) || !error.code.startsWith('http.')) throw error;
  if (error.code === 'http.stopped') return { code: 'tool.stopped', message: 'the request was stopped' };
  const code = error.code === 'http.timeout' ? 'tool.timeout' : error.code;
  return {
    code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: { ...error.details, ...(code === error.code ? {} : { timeoutMs: context.timeoutMs }) },
  };
}

function failed(error: ErrorData, log: ToolOutcome['log']): ToolOutcome {
  return { ok: false, error, result: {}, outputs: {}, log };
}
