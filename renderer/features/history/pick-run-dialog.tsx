import { useState } from 'react';
import { useFoundRuns } from '#renderer/client/hooks/history.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { formatMoment } from '#renderer/ui/formats.ts';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useAwaitedEnter } from '#renderer/ui/use-awaited-enter.ts';
import { VirtualList } from '#renderer/ui/virtual-list.tsx';
import { runLabel } from '#shared/run/ids.ts';
import { compactFilter, NEWEST_FIRST } from './history-query.ts';
import styles from './pick-run-dialog.module.css';

interface PickRunDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onPick: (label: string) => void;
}

const MOST = 50;

/** Finds one run of the history by its number, plan or text; the newest come first. */
export function PickRunDialog({ title, onClose, onPick }: PickRunDialogProps) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const { rows, isFound } = useFoundRuns(compactFilter({ text: typed.trim() }), NEWEST_FIRST, MOST);
  const pick = (at: number): void => {
    const row = rows[at];
    if (row !== undefined) onPick(runLabel(row.run.number));
  };
  const enter = useAwaitedEnter(typed, isFound, () => pick(active));
  return (
    <Dialog open onClose={onClose} title={title}>
      <TextField
        label="Run id, plan or text"
        maxLength={500}
        value={typed}
        onChange={(next) => {
          setTyped(next);
          setActive(0);
        }}
        onKeyDown={(event) => (event.key === 'Enter' ? enter() : undefined)}
      />
      <div className={styles.list}>
        <VirtualList
          label="Runs"
          items={rows}
          itemKey={({ run }) => run.runId}
          rowHeight={32}
          active={rows.length === 0 ? null : active}
          onActiveChange={setActive}
          onOpen={({ run }) => onPick(runLabel(run.number))}
          render={({ run, status, planTitle }) => (
            <span className={styles.row}>
              <code>{runLabel(run.number)}</code>
              <span className={styles.plan}>{planTitle}</span>
              <StatusText status={status} />
              <span>{run.startedAt === null ? '' : formatMoment(run.startedAt)}</span>
            </span>
          )}
        />
      </div>
    </Dialog>
  );
}
