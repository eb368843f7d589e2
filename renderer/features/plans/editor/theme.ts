import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const highlight = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: 'var(--syn-kw)' },
  { tag: [tags.content, tags.string, tags.special(tags.string)], color: 'var(--syn-str)' },
  { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], color: 'var(--syn-num)' },
  { tag: tags.comment, color: 'var(--syn-com)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace], color: 'var(--term-fg)' },
]);

const tint = (status: string): string => `color-mix(in srgb, var(--st-${status}-bg) 60%, transparent)`;
const button = {
  display: 'inline-flex',
  alignItems: 'center',
  gap: '6px',
  height: '24px',
  padding: '0 8px',
  border: '1px solid var(--line-2)',
  borderRadius: 'var(--r-2)',
  background: 'var(--bg-2)',
  color: 'var(--fg-1)',
  font: '500 var(--fs-sm)/16px var(--font-ui)',
};

/** Colours are the tokens, so that one style serves both themes. */
const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg-well)', color: 'var(--term-fg)', fontSize: 'var(--fs-mono)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-content': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--fg-1)' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-cursor': { borderLeft: '2px solid var(--fg-1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--bg-4)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--mark-bg)' },
  '.cm-gutters': { border: '0', backgroundColor: 'var(--bg-well)', color: 'var(--term-dim)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '30px', padding: '0 6px 0 4px' },
  '.cm-foldGutter .cm-gutterElement': { width: '14px', color: 'var(--fg-3)', cursor: 'pointer' },
  '.cm-problem-gutter': { width: '20px' },
  '.cm-problem-gutter .cm-gutterElement': { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  '.cm-problem-mark.error': { color: 'var(--st-failed-fg)' },
  '.cm-problem-mark.warning': { color: 'var(--st-approval-glyph)' },
  '.cm-foldPlaceholder': {
    margin: '0 4px',
    padding: '0 5px',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-1)',
    background: 'var(--bg-2)',
    color: 'var(--fg-3)',
    font: '400 var(--fs-micro)/14px var(--font-ui)',
  },
  '.cm-expression, .cm-expression *': { color: 'var(--syn-ref) !important' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-3)',
  },
  '.cm-line.cm-error-line': { backgroundColor: tint('failed') },
  '.cm-line.cm-warning-line': { backgroundColor: tint('approval') },
  '.cm-lintRange-error, .cm-lintRange-warning': { backgroundImage: 'none', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': { textDecoration: 'underline wavy var(--st-failed-solid) 1px' },
  '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--st-approval-solid) 1px' },
  '.cm-lens': {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    minHeight: '26px',
    padding: '1px 12px 1px 6px',
    font: '400 var(--fs-sm)/16px var(--font-ui)',
  },
  '.cm-lens.error': { backgroundColor: tint('failed'), color: 'var(--st-failed-fg)' },
  '.cm-lens.warning': { backgroundColor: tint('approval'), color: 'var(--st-approval-fg)' },
  '.cm-lens span': { flex: '1', minWidth: '0', whiteSpace: 'normal' },
  '.cm-lens button': button,
  '.cm-lens kbd': {
    padding: '0 4px',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-1)',
    color: 'var(--fg-2)',
    font: '500 var(--fs-micro)/14px var(--font-ui)',
  },
  '.cm-lens button:hover': { background: 'var(--bg-3)' },
  '.cm-lens button:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '2px' },
  '.cm-tooltip': {
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--r-2)',
    backgroundColor: 'var(--bg-2)',
    color: 'var(--fg-1)',
    boxShadow: 'var(--shadow-1)',
    font: '400 var(--fs-sm)/16px var(--font-ui)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '240px', font: '400 var(--fs-mono)/18px var(--font-mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--bg-4) !important',
    color: 'var(--fg-1) !important',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--fg-3)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '280px', padding: '6px 8px', color: 'var(--fg-2)' },
  '.cm-hover': { maxWidth: '380px', padding: '6px 8px' },
  '.cm-hover code': { fontFamily: 'var(--font-mono)', color: 'var(--fg-1)' },
  '.cm-hover p': { margin: '4px 0 0', color: 'var(--fg-2)' },
  '.cm-diagnostic': { padding: '6px 8px', borderLeft: '3px solid', marginLeft: '0' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--st-failed-solid)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--st-approval-solid)' },
  '.cm-panels': { backgroundColor: 'var(--bg-1)', color: 'var(--fg-1)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line-1)' },
  '.cm-panel.cm-search': { padding: '6px 12px', font: '400 var(--fs-sm)/16px var(--font-ui)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--fs-sm)' },
  '.cm-textfield': {
    height: '24px',
    border: '1px solid var(--line-3)',
    borderRadius: 'var(--r-2)',
    backgroundColor: 'var(--bg-well)',
    color: 'var(--fg-1)',
    fontSize: 'var(--fs-sm)',
  },
  '.cm-button': { ...button, backgroundImage: 'none' },
  '.cm-textfield:focus-visible, .cm-button:focus-visible, .cm-panel button:focus-visible': {
    outline: '2px solid var(--focus)',
    outlineOffset: '1px',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--fg-2)', fontSize: '16px' },
  '.cm-searchMatch': { backgroundColor: 'transparent', boxShadow: '0 0 0 1px var(--term-hit)' },
  '.cm-searchMatch.cm-searchMatch-selected, .cm-searchMatch-selected *': {
    backgroundColor: 'var(--term-hit)',
    color: 'var(--term-hit-fg)',
  },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--diff-add-bg)' },
  '.cm-insertedLine': { backgroundColor: 'var(--diff-add-bg)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--diff-del-bg)' },
  '.cm-deletedChunk': { paddingLeft: '6px' },
  '.cm-deletedLine, .cm-deletedLine *': { color: 'var(--diff-del-fg)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'none',
    textDecoration: 'underline var(--diff-del-fg)',
  },
  '&.cm-merge-b .cm-changedText, .cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'none',
    textDecoration: 'underline var(--diff-add-fg)',
  },
  '.cm-changedLineGutter': { background: 'var(--diff-add-fg)' },
  '.cm-deletedLineGutter': { background: 'var(--diff-del-fg)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
  '.cm-collapsedLines': {
    padding: '3px 12px',
    background: 'var(--bg-3)',
    color: 'var(--fg-3)',
    font: '400 var(--fs-micro)/16px var(--font-ui)',
  },
});

/** How YAML looks in every editor of a plan. */
export const planTheme: Extension = [look, syntaxHighlighting(highlight)];
