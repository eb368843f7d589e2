import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import styles from './editor.module.css';
import { readingExtensions, writingExtensions } from './extensions.ts';
import { ShadowMount } from './shadow-mount.tsx';

interface MergeEditorProps {
  readonly theirs: string;
  readonly mine: string;
  /** Told of every change of the right side, which begins as `mine`. */
  readonly onChange: (merged: string) => void;
}

/** Two texts side by side; what the left one has can be taken over into the right one, piece by piece. */
export function MergeEditor({ theirs, mine, onChange }: MergeEditorProps) {
  const build = (root: ShadowRoot, parent: HTMLElement): (() => void) => {
    parent.style.overflow = 'auto';
    const view = new MergeView({
      parent,
      root,
      revertControls: 'a-to-b',
      collapseUnchanged: { margin: 3, minSize: 6 },
      renderRevertControl: () => {
        const button = document.createElement('button');
        button.textContent = '⇢';
        button.setAttribute('aria-label', 'Take this part of the saved text');
        return button;
      },
      a: {
        doc: theirs,
        extensions: [
          readingExtensions,
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': 'Saved elsewhere', tabindex: '0' }),
        ],
      },
      b: {
        doc: mine,
        extensions: [
          readingExtensions,
          writingExtensions,
          EditorView.contentAttributes.of({ 'aria-label': 'Your text, to be saved' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange(update.state.doc.toString());
          }),
        ],
      },
    });
    return () => view.destroy();
  };
  return (
    <div>
      <div className={styles.sides} aria-hidden>
        <span>Saved elsewhere</span>
        <span>Yours, to be saved</span>
      </div>
      <div className={styles.merge}>
        <ShadowMount build={build} label="Both texts" />
      </div>
    </div>
  );
}
