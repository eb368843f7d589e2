import type { HttpResponse } from '#main/engine/ports/connections.ts';
import type { Observation, Verifier, VerifierContext } from '#main/engine/ports/verifier.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Json, JsonObject } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';
import type { HttpCheck } from '#shared/pulser/check.ts';
import { judgeExpression } from './expression.ts';
import { briefText, green, red, unreadable } from './observation.ts';
import { judgeText } from './text-match.ts';

/**
 * Asks a URL and compares the answer. Any answer is definite, and so is a refused connection: nobody serves it. No answer, a
 * name or a certificate that does not hold, or a broken connection says nothing about what is asked.
 */
export const httpVerifier: Verifier = {
  kind: 'http',
  async read(check, context) {
    context.signal.throwIfAborted();
    if (check.http === undefined) return unreadable(null, 'not an http check');
    const wanted = wantedStatus(check.http);
    if (wanted === undefined) return unreadable(null, 'the expected status is not a number or a list of numbers');
    try {
      const response = await ask(check.http, context);
      return judge(check.http, wanted, response, context);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof AppError) || !error.code.startsWith('http.')) throw error;
      if (error.code === 'http.refused') return red({ refused: true }, error.message);
      return unreadable({ error: error.code }, error.message);
    }
  },
};

function ask(check: HttpCheck, context: VerifierContext): Promise<HttpResponse> {
  return context.http.request({
    method: check.method,
    url: check.url,
    headers: check.headers ?? {},
    ...(check.tls === undefined ? {} : { tls: check.tls }),
    cwd: context.cwd,
    redirects: check.redirects,
    timeoutMs: context.timeoutMs,
    signal: context.signal,
  });
}

function judge(
  check: HttpCheck,
  wanted: readonly number[],
  response: HttpResponse,
  context: VerifierContext,
): Observation {
  const { status } = response;
  const looksInside = check.body !== undefined || check.json !== undefined;
  const observed: JsonObject = { status, ...(looksInside ? { body: briefText(response.text) } : {}) };
  if (!wanted.includes(status)) return red(observed, `status ${status}, expected ${wanted.join(' or ')}`);
  if (check.body !== undefined) {
    const body = judgeText(check.body, { name: 'the body', text: response.text, isCut: response.truncated });
    if (body.status !== 'green') return { ...body, observed };
  }
  if (check.json === undefined) return green(observed, `status ${status}, as expected`);
  if (response.truncated) return unreadable(observed, 'the body is longer than what can be judged (8 MiB)');
  const variables = { status, headers: response.headers, body: bodyOf(response) };
  return { ...judgeExpression(context, check.json, variables), observed };
}

function bodyOf(response: HttpResponse): Json {
  const parsed = parseJson(response.text);
  return parsed.ok ? parsed.value : response.text;
}

// An expression may give the status as a number or a list of numbers.
function wantedStatus(check: HttpCheck): readonly number[] | undefined {
  const given: unknown = check.status;
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const numbers = list.map(Number);
  return numbers.length > 0 && numbers.every((status) => Number.isInteger(status)) ? numbers : undefined;
}
