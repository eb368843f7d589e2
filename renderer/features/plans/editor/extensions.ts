import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
} from '@codemirror/view';
import { planTheme } from './theme.ts';

const expressions = new MatchDecorator({
  regexp: /\$\{\{.*?\}\}/g,
  decoration: Decoration.mark({ class: 'cm-expression' }),
});
const expressionMarks = ViewPlugin.define(
  (view) => ({
    decorations: expressions.createDeco(view),
    update(update) {
      this.decorations = expressions.updateDeco(update, this.decorations);
    },
  }),
  { decorations: (plugin) => plugin.decorations },
);

const folding = [
  codeFolding({
    preparePlaceholder: (state, { from, to }) => state.doc.lineAt(to).number - state.doc.lineAt(from).number,
    placeholderDOM: (_, onclick, lines: unknown) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'cm-foldPlaceholder';
      button.textContent = `${String(lines)} ${lines === 1 ? 'line' : 'lines'} folded`;
      button.addEventListener('click', onclick);
      return button;
    },
  }),
  foldGutter(),
];

/** Keys that the page takes for itself: dry run, and the step in the graph. */
const TAKEN = new Set(['Mod-d', 'Mod-g']);
const withoutTaken = (bindings: readonly KeyBinding[]): KeyBinding[] =>
  bindings.filter(({ key }) => key === undefined || !TAKEN.has(key));

const phrases = EditorState.phrases.of({
  next: 'Next',
  previous: 'Previous',
  all: 'All',
  'match case': 'Match case',
  regexp: 'Regular expression',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close',
});

/** What every text of a plan has, written or only read. */
export const readingExtensions: Extension = [
  lineNumbers(),
  EditorState.tabSize.of(2),
  yaml(),
  expressionMarks,
  search({ top: true }),
  phrases,
  highlightSelectionMatches(),
  keymap.of([...withoutTaken(searchKeymap), ...foldKeymap]),
  planTheme,
];

/** What an editor has beside that. */
export const writingExtensions: Extension = [
  highlightActiveLineGutter(),
  folding,
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  EditorState.allowMultipleSelections.of(true),
  keymap.of([
    ...closeBracketsKeymap,
    ...withoutTaken(defaultKeymap),
    ...historyKeymap,
    ...completionKeymap,
    indentWithTab,
  ]),
  EditorView.lineWrapping,
];
