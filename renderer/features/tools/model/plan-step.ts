import { isJsonObject, type Json, type JsonObject } from '#shared/lib/json.ts';
import type { ToolEffect } from '#shared/mcp/pin.ts';

interface StepCall {
  readonly server: string;
  readonly tool: string;
  readonly effect: ToolEffect;
  readonly arguments: JsonObject;
}

/** A call as a step of a plan, in YAML, with the line that names its server. */
export function planStep({ server, tool, effect, arguments: given }: StepCall): string {
  const title = scalar(`${tool} of ${server}`);
  return [
    '# The plan names its servers:',
    `# servers: [${scalar(server)}]`,
    `- id: ${stepId(tool)}`,
    `  title: ${title}`,
    `  effect: ${effect}`,
    '  do:',
    '    mcp:',
    `      server: ${scalar(server)}`,
    `      tool: ${scalar(tool)}`,
    ...member('arguments', given, 6),
    '  verify:',
    '    - output: result.isError == false',
    '',
  ].join('\n');
}

function member(name: string, value: Json, indent: number): readonly string[] {
  return placed(`${' '.repeat(indent)}${key(name)}:`, value, indent + 2);
}

/** A value after `head`, on the same line or on those below. */
function placed(head: string, value: Json, indent: number): readonly string[] {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (items.length === 0) return [`${head} []`];
    return [head, ...items.flatMap((item) => placed(`${' '.repeat(indent)}-`, item, indent + 2))];
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).flatMap(([name, own]) => (own === undefined ? [] : [[name, own] as const]));
    if (entries.length === 0) return [`${head} {}`];
    return [head, ...entries.flatMap(([name, own]) => member(name, own, indent))];
  }
  return [`${head} ${typeof value === 'string' ? scalar(literal(value)) : JSON.stringify(value)}`];
}

/** A text that plans read as it is: what would begin an expression is written by one. */
function literal(text: string): string {
  return text.replaceAll('${{', () => "${{ '$' + '{{' }}");
}

function key(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !isWord(name) ? name : JSON.stringify(name);
}

/** Plain where YAML reads it as the text that it is, quoted elsewhere. JSON's quotes are YAML's. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z][A-Za-z0-9_./-]*)*$/.test(text) && !isWord(text);
  return isPlain ? text : JSON.stringify(text);
}

function isWord(text: string): boolean {
  return /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}

function stepId(tool: string): string {
  const words = tool
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return words === '' ? 'call' : words;
}
