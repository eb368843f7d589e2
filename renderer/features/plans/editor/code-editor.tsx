import { unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import type { JsonObject } from '#shared/lib/json.ts';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { planCompletion } from './completion.ts';
import { readingExtensions, writingExtensions } from './extensions.ts';
import { planHover } from './hover.ts';
import { applyNextFix, problemMarks, showProblems } from './problem-marks.ts';
import { ShadowMount } from './shadow-mount.tsx';

/** A place in the text, counted from 1. */
export interface CursorPlace {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What the page does with the text from outside. */
export interface EditorHandle {
  /** Takes another text; undo brings back what stood there. */
  readonly replace: (text: string) => void;
  readonly goToLine: (line: number) => void;
  readonly goToOffset: (offset: number) => void;
  readonly offset: () => number;
  readonly fix: () => 'applied' | 'moved' | 'none';
  readonly focus: () => void;
}

interface CodeEditorProps {
  readonly handle: RefObject<EditorHandle | null>;
  readonly initialText: string;
  readonly onChange: (text: string) => void;
  readonly onCursor: (place: CursorPlace) => void;
  readonly schema: JsonObject | undefined;
  /** What the reader found in `checkedText`; shown while that is the text. */
  readonly problems: readonly Diagnostic[];
  readonly checkedText: string | null;
  /** The text to compare with; `null` to only write. */
  readonly compareWith: string | null;
  readonly readOnly: boolean;
}

/** The YAML of a plan: completion, hover, problems at their lines, folding, search, and a comparison in place. */
export function CodeEditor(props: CodeEditorProps) {
  const { handle, problems, checkedText, compareWith, readOnly } = props;
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const comparison = useRef(new Compartment());
  const writable = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });

  const build = (root: ShadowRoot, parent: HTMLElement): (() => void) => {
    const schemaNow = (): JsonObject | undefined => latest.current.schema;
    const editor = new EditorView({
      parent,
      root,
      state: EditorState.create({
        doc: latest.current.initialText,
        extensions: [
          problemMarks,
          readingExtensions,
          writingExtensions,
          planCompletion(schemaNow),
          planHover(schemaNow),
          comparison.current.of(comparing(latest.current.compareWith)),
          writable.current.of(EditorState.readOnly.of(latest.current.readOnly)),
          EditorView.contentAttributes.of({
            'aria-label': 'Plan as YAML. Escape, then Tab leaves the editor.',
            spellcheck: 'false',
            tabindex: '0',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) latest.current.onCursor(placeOf(update.state));
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  };

  useImperativeHandle(handle, () => handleOf(view));
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && checkedText === editor.state.doc.toString()) showProblems(editor, problems);
  }, [problems, checkedText]);
  useEffect(() => {
    view.current?.dispatch({ effects: comparison.current.reconfigure(comparing(compareWith)) });
  }, [compareWith]);
  useEffect(() => {
    view.current?.dispatch({ effects: writable.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly]);
  return <ShadowMount build={build} label="YAML editor" />;
}

function comparing(original: string | null) {
  return original === null
    ? []
    : unifiedMergeView({ original, mergeControls: false, collapseUnchanged: { margin: 4, minSize: 8 } });
}

function placeOf(state: EditorState): CursorPlace {
  const offset = state.selection.main.head;
  const line = state.doc.lineAt(offset);
  return { line: line.number, column: offset - line.from + 1, offset };
}

function handleOf(ref: RefObject<EditorView | null>): EditorHandle {
  const goTo = (offset: number): void => {
    const editor = ref.current;
    if (editor === null) return;
    const anchor = Math.min(offset, editor.state.doc.length);
    editor.dispatch({
      selection: { anchor },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    });
  };
  return {
    replace: (text) => {
      const editor = ref.current;
      if (editor === null || editor.state.doc.toString() === text) return;
      const head = Math.min(editor.state.selection.main.head, text.length);
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: head } });
    },
    goToOffset: goTo,
    goToLine: (line) => {
      const editor = ref.current;
      if (editor === null) return;
      goTo(editor.state.doc.line(Math.max(1, Math.min(line, editor.state.doc.lines))).from);
    },
    offset: () => ref.current?.state.selection.main.head ?? 0,
    fix: () => (ref.current === null ? 'none' : applyNextFix(ref.current)),
    focus: () => ref.current?.focus(),
  };
}
