import { FileCode, TextAlignStart } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { formatClock } from '#renderer/ui/formats.ts';
import { Menu } from '#renderer/ui/menu.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { PlanRevision } from '#shared/api/plans.ts';
import type { DraftState } from '../model/draft-keeper.ts';
import styles from './editor-pane.module.css';

interface EditorPaneProps {
  readonly name: string;
  readonly updatedAt: number;
  readonly draft: DraftState;
  readonly revisions: readonly PlanRevision[];
  /** The revision that the text is compared with; `null`: it is not. */
  readonly comparedWith: number | null;
  readonly onCompare: (revision: number | null) => void;
  /** `null`: the text cannot be changed. */
  readonly onFormat: (() => void) | null;
  readonly children: ReactNode;
}

/** The text with its head: name, how its draft stands, and what it is compared with. */
export function EditorPane(props: EditorPaneProps) {
  const { name, updatedAt, draft, revisions, comparedWith, onCompare, onFormat, children } = props;
  const against = comparedWith ?? revisions[0]?.number ?? null;
  return (
    <section className={styles.pane} aria-label="Text">
      <div className={styles.head}>
        <FileCode size={14} aria-hidden />
        <h2 title={`${name}.plan.yaml`}>{name}.plan.yaml</h2>
        <span className={styles.state} data-state={draft.status} role="status">
          {stateWords(draft, updatedAt)}
        </span>
        <span className={styles.space} />
        {against !== null && (
          <Segmented
            label="Show"
            size="sm"
            value={comparedWith === null ? 'text' : 'diff'}
            onChange={(value) => onCompare(value === 'diff' ? against : null)}
            segments={[
              { value: 'text', label: 'YAML' },
              { value: 'diff', label: `Diff with v${against}` },
            ]}
          />
        )}
        {onFormat !== null && (
          <IconButton icon={TextAlignStart} size="md" label="Format text" keys="Shift+Alt+F" onClick={onFormat} />
        )}
        {revisions.length > 1 && (
          <Menu
            label="Compare with another revision"
            items={revisions.map((revision) => ({
              id: String(revision.number),
              label: `v${revision.number}, ${revision.by}, ${formatClock(revision.at, false)}`,
              checked: revision.number === comparedWith,
              run: () => onCompare(revision.number),
            }))}
          >
            <Button size="sm" variant="ghost">
              Revisions
            </Button>
          </Menu>
        )}
      </div>
      {children}
    </section>
  );
}

function stateWords(draft: DraftState, updatedAt: number): string {
  switch (draft.status) {
    case 'saved':
      return draft.savedAt === null ? `edited ${formatClock(updatedAt, false)}` : `saved ${formatClock(draft.savedAt)}`;
    case 'unsaved':
      return 'not saved yet';
    case 'saving':
      return 'saving';
    case 'offline':
      return 'connection lost, text kept here';
    case 'refused':
      return `not saved: ${draft.problem ?? ''}`;
    case 'ask':
      return 'changed elsewhere as well';
  }
}
