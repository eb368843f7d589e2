import { readValues } from '#main/compiler/read-inputs.ts';
import type { McpAnswer, McpQuestion } from '#main/engine/ports/mcp.ts';
import type { Json } from '#shared/lib/json.ts';
import { revealed, revealedLine } from '#shared/mcp/revealed.ts';
import type { Invocation } from '../invocation.ts';
import { askLine } from './ask-yes.ts';

/** Puts what a server asks during a call to the person at the terminal. */
export async function askServerQuestion(
  invocation: Invocation,
  question: McpQuestion,
  over: AbortSignal,
): Promise<McpAnswer> {
  invocation.say(`${question.server} asks: ${revealed(question.message)}`);
  if (question.kind === 'url') {
    invocation.say(`it wants you to visit ${revealedLine(question.url)}`);
    const said = await askLine(invocation, 'have you been there? [y/N] ');
    if (over.aborted || said === undefined) return { action: 'cancel' };
    return /^y(?:es)?$/i.test(said) ? { action: 'accept', values: {} } : { action: 'decline' };
  }
  const agreed = await askLine(invocation, 'answer it? [y/N] ');
  if (agreed === undefined || over.aborted) return { action: 'cancel' };
  if (!/^y(?:es)?$/i.test(agreed)) return { action: 'decline' };
  for (;;) {
    const given: Record<string, Json> = {};
    for (const [name, field] of Object.entries(question.fields)) {
      const usual = field.default === undefined ? '' : ` [${JSON.stringify(field.default)}]`;
      const text = await askLine(invocation, `${revealedLine(field.title ?? name)} (${field.type})${usual}: `);
      if (text === undefined || over.aborted) return { action: 'cancel' };
      if (text !== '') given[name] = text;
    }
    const wanted = Object.entries(question.fields).filter(
      ([name, field]) => question.required.includes(name) || Object.hasOwn(given, name) || field.default !== undefined,
    );
    const values = readValues(Object.fromEntries(wanted), given, { fromText: true });
    if (values.ok) return { action: 'accept', values: values.value };
    for (const issue of values.error) invocation.say(`${issue.message}. ${issue.hint}`);
  }
}
