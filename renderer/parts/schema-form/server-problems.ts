import type { ClientError } from '#renderer/client/client-error.ts';
import { isJsonObject } from '#shared/lib/json.ts';

/** What the control room said about single fields, by name. Empty where the refusal is about something else. */
export function serverProblems(error: ClientError): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const issues: unknown = error.details?.['issues'];
  if (!Array.isArray(issues)) return problems;
  for (const issue of issues as readonly unknown[]) {
    if (!isJsonObject(issue) || typeof issue['input'] !== 'string' || typeof issue['message'] !== 'string') continue;
    const { input, message } = issue as { readonly input: string; readonly message: string };
    const known = problems.get(input);
    problems.set(input, known === undefined ? message : `${known}; ${message}`);
  }
  return problems;
}
