import type { JsonObject } from '#shared/lib/json.ts';
import type { PlanNames } from './plan-names.ts';
import { keysOf, type SchemaKey, valuesOf } from './schema-view.ts';
import type { YamlContext } from './yaml-context.ts';

/** Something that can be written at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  readonly info: string;
  /** What is inserted in place of the word. */
  readonly insert: string;
  readonly kind: 'key' | 'value' | 'name';
}

const RUN_MEMBERS = ['id', 'number', 'label', 'session', 'lane', 'workdir', 'workspace'];

/** What fits where the cursor stands: keys and values of the schema, and names that the text defines. */
export function suggestionsFor(context: YamlContext, schema: JsonObject, names: PlanNames): readonly Suggestion[] {
  switch (context.kind) {
    case 'none':
      return [];
    case 'expression':
      return expressionNames(context.word, names);
    case 'value':
      return [...namesFor(context, names), ...values(schema, context)];
    case 'entry': {
      const keys = keysOf(schema, context.path, context.siblings).map((key) => keySuggestion(key, context));
      return [...namesFor(context, names), ...values(schema, context), ...keys];
    }
  }
}

function values(schema: JsonObject, context: YamlContext): readonly Suggestion[] {
  return valuesOf(schema, context.path).map((value) => ({
    label: value,
    detail: '',
    info: '',
    insert: value,
    kind: 'value',
  }));
}

function keySuggestion(key: SchemaKey, context: YamlContext): Suggestion {
  const below = `\n${' '.repeat(context.column + 2)}`;
  const tail = context.flow || key.shape === 'scalar' ? ': ' : key.shape === 'list' ? `:${below}- ` : `:${below}`;
  return {
    label: key.name,
    detail: key.required ? `${key.type}, required` : key.type,
    info: key.description,
    insert: `${key.name}${tail}`,
    kind: 'key',
  };
}

/** Names that only the text knows: steps in `needs`, connections, servers. */
function namesFor(context: YamlContext, names: PlanNames): readonly Suggestion[] {
  const [last, before] = [context.path.at(-1), context.path.at(-2)];
  if (before === 'needs' && typeof last === 'number') {
    const own = context.path[1];
    const ids = names.steps.filter((_, index) => index !== own).map((step) => step.id);
    return ids.map((id) => named(id, 'step'));
  }
  if (context.kind !== 'value') return [];
  if (last === 'connection') return names.connections.map((name) => named(name, 'connection'));
  return last === 'server' ? names.servers.map((name) => named(name, 'server')) : [];
}

/** The whole chain before the cursor decides: `steps.build.outputs.`. */
function expressionNames(chain: string, names: PlanNames): readonly Suggestion[] {
  const parts = chain.split('.');
  const prefix = parts.slice(0, -1);
  const under = (members: readonly string[], detail: string): readonly Suggestion[] =>
    members.map((name) => named([...prefix, name].join('.'), detail));
  if (prefix.length === 0) {
    return ['inputs', 'steps', 'secrets', 'run'].map((root) => ({ ...named(root, ''), insert: `${root}.` }));
  }
  const [root, step, member] = prefix;
  if (prefix.length === 1 && root === 'inputs') return under(names.inputs, 'input');
  if (prefix.length === 1 && root === 'secrets') return under(names.secrets, 'secret');
  if (prefix.length === 1 && root === 'run') return under(RUN_MEMBERS, '');
  if (root !== 'steps') return [];
  if (prefix.length === 1) {
    const withOutputs = names.steps.filter((one) => one.outputs.length > 0);
    return under(
      withOutputs.map((one) => `${one.id}.outputs`),
      'step',
    ).map((one) => ({ ...one, insert: `${one.insert}.` }));
  }
  if (prefix.length === 2) return under(['outputs'], '');
  const outputs = names.steps.find((one) => one.id === step)?.outputs ?? [];
  return prefix.length === 3 && member === 'outputs' ? under(outputs, 'output') : [];
}

function named(name: string, detail: string): Suggestion {
  return { label: name, detail, info: '', insert: name, kind: 'name' };
}
