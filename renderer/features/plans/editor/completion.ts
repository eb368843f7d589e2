import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { JsonObject } from '#shared/lib/json.ts';
import { planNames } from '../model/plan-names.ts';
import { type Suggestion, suggestionsFor } from '../model/suggestions.ts';
import { contextAt } from '../model/yaml-context.ts';

const TYPES = { key: 'property', value: 'constant', name: 'variable' } as const;

/** Completes keys and values of the schema, and names that the text defines. */
export function planCompletion(schema: () => JsonObject | undefined): Extension {
  return autocompletion({ override: [(context) => complete(context, schema())], icons: false });
}

function complete(context: CompletionContext, schema: JsonObject | undefined): CompletionResult | null {
  if (schema === undefined) return null;
  const text = context.state.doc.toString();
  const place = contextAt(text, context.pos);
  const isOffered = context.explicit || place.word !== '' || place.kind === 'expression';
  if (!isOffered || place.kind === 'none') return null;
  const options = suggestionsFor(place, schema, planNames(text)).map(completionOf);
  return options.length === 0 ? null : { from: place.from, options, validFor: /^[\w.-]*$/ };
}

function completionOf({ label, detail, info, insert, kind }: Suggestion): Completion {
  return {
    label,
    type: TYPES[kind],
    ...(detail !== '' && { detail }),
    ...(info !== '' && { info }),
    apply: (view, _, from, to) => apply(view, insert, from, to),
  };
}

function apply(view: EditorView, insert: string, from: number, to: number): void {
  const rest = view.state.doc.lineAt(to).text.slice(to - view.state.doc.lineAt(to).from);
  // The colon stands there already when the key alone is exchanged.
  const text = /^\s*:/.test(rest) ? insert.replace(/:[\s\S]*$/, '') : insert;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length },
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
  if (/[.:] ?$/.test(text)) startCompletion(view);
}
