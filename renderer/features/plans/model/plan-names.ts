import { openersOf } from './yaml-lines.ts';

/** The names that a text defines, as far as its lines tell. */
export interface PlanNames {
  readonly steps: readonly StepNames[];
  readonly inputs: readonly string[];
  readonly secrets: readonly string[];
  readonly connections: readonly string[];
  readonly servers: readonly string[];
}

export interface StepNames {
  readonly id: string;
  readonly outputs: readonly string[];
}

const WORD = /^(["']?)([A-Za-z0-9_][\w-]*)\1\s*(?:#.*)?$/;

/** Finds names line by line, so that it also works while the text is wrong. */
export function planNames(text: string): PlanNames {
  const steps: { id: string; outputs: string[] }[] = [];
  const found: Record<string, string[]> = { inputs: [], secrets: [], connections: [], servers: [] };
  let section = '';
  let childColumn = -1;
  let outputsColumn = -1;
  for (const line of text.split('\n')) {
    const openers = openersOf(line);
    const key = openers.find((opener) => opener.kind === 'key');
    const first = openers[0];
    if (first?.kind === 'key' && first.column === 0) {
      section = first.key;
      childColumn = -1;
      found[section]?.push(...namesInFlow(first.rest));
      if (section === 'steps') for (const id of idsInFlow(first.rest)) steps.push({ id, outputs: [] });
      continue;
    }
    if (section === 'steps') {
      const step = steps.at(-1);
      if (key?.kind === 'key' && key.key === 'id' && first?.kind === 'item') {
        const id = WORD.exec(key.rest)?.[2];
        if (id !== undefined) steps.push({ id, outputs: [] });
        outputsColumn = -1;
      } else if (first?.kind === 'item') for (const id of idsInFlow(line)) steps.push({ id, outputs: [] });
      else if (key?.kind === 'key' && key.key === 'outputs') {
        outputsColumn = key.column;
        step?.outputs.push(...namesInFlow(key.rest));
      } else if (key?.kind === 'key' && outputsColumn !== -1) {
        if (key.column > outputsColumn) step?.outputs.push(key.key);
        else outputsColumn = -1;
      }
      continue;
    }
    const names = found[section];
    if (names === undefined || first === undefined) continue;
    if (childColumn === -1) childColumn = first.column;
    if (first.column !== childColumn) continue;
    if (first.kind === 'key') names.push(first.key);
    else {
      const word = WORD.exec(line.trim().replace(/^-\s*/, ''))?.[2];
      if (word !== undefined) names.push(word);
    }
  }
  const { inputs = [], secrets = [], connections = [], servers = [] } = found;
  return { steps, inputs, secrets, connections, servers };
}

function idsInFlow(text: string): readonly string[] {
  return [...text.matchAll(/\{\s*id:\s*([\w-]+)/g)].map((match) => match[1] ?? '');
}

/** Names of the outermost level of `[a, b]` or `{ a: …, b: … }`. */
function namesInFlow(text: string): readonly string[] {
  if (!/^[[{]/.test(text)) return [];
  const names: string[] = [];
  let depth = 0;
  let token = '';
  let isKey = true;
  for (const char of text) {
    if (char === '{' || char === '[') depth += 1;
    const ends = char === ',' || char === '}' || char === ']' || char === ':';
    if (depth === 1 && ends) {
      const name = WORD.exec(token.trim())?.[2];
      if (isKey && name !== undefined) names.push(name);
      isKey = char !== ':';
      token = '';
    } else if (depth === 1 && char !== '{' && char !== '[') token += char;
    if (char === '}' || char === ']') depth -= 1;
  }
  return names;
}
