import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { usePlans, useTemplates } from '#renderer/client/hooks/plans.ts';
import { Button } from '#renderer/ui/button.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { type PickLine, pickLines } from './pick-lines.ts';
import styles from './start-run.module.css';
import type { StartSource } from './start-source.ts';

interface PlanPickerProps {
  readonly onPick: (source: StartSource) => void;
}

/** Finds a plan of the library, a template or a file. Arrow keys move, Enter takes. */
export function PlanPicker({ onPick }: PlanPickerProps) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const plans = usePlans();
  const templates = useTemplates();
  const file = useRef<HTMLInputElement>(null);
  const lines = pickLines(plans.data ?? [], templates.data ?? [], typed);
  const at = Math.min(active, Math.max(0, lines.length - 1));
  const isLoading = plans.data === undefined || templates.data === undefined;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const line = lines[at];
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, lines.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, at - 1));
    else if (event.key === 'Enter' && line !== undefined) onPick(line.source);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.picker}>
      <TextField
        label="Find a plan or a template"
        hideLabel
        icon={Search}
        size="lg"
        placeholder="Plan or template"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded
        aria-controls="plan-picker-lines"
        aria-activedescendant={lines.length > 0 ? `plan-picker-${at}` : undefined}
        // The dialog that holds it was opened to pick.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
      />
      <div id="plan-picker-lines" role="listbox" aria-label="Plans and templates" className={styles.lines}>
        {lines.map((line, index) => (
          <PickerLine
            key={line.key}
            id={`plan-picker-${index}`}
            line={line}
            isActive={index === at}
            isFirst={index === 0 || lines[index - 1]?.group !== line.group}
            onPick={onPick}
          />
        ))}
      </div>
      {isLoading && (
        <div className={styles.loading} aria-busy>
          <Skeleton width="60%" />
          <Skeleton width="45%" />
        </div>
      )}
      {!isLoading && lines.length === 0 && (
        <EmptyState title={`Nothing is named "${typed}"`}>Clear the text.</EmptyState>
      )}
      <input
        ref={file}
        type="file"
        hidden
        accept=".yaml,.yml,.json"
        aria-label="Plan file"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          void chosen?.text().then((text) => onPick({ kind: 'text', text }));
        }}
      />
      <div>
        <Button size="sm" onClick={() => file.current?.click()}>
          Choose file
        </Button>
      </div>
    </div>
  );
}

interface PickerLineProps {
  readonly id: string;
  readonly line: PickLine;
  readonly isActive: boolean;
  readonly isFirst: boolean;
  readonly onPick: (source: StartSource) => void;
}

function PickerLine({ id, line, isActive, isFirst, onPick }: PickerLineProps) {
  return (
    <>
      {isFirst && (
        <div role="presentation" className={styles.group}>
          {line.group}
        </div>
      )}
      {/* Its keys are those of the field above, which holds the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isActive}
        ref={isActive ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
        className={classNames(styles.pick, isActive && styles.active)}
        onClick={() => onPick(line.source)}
      >
        <Truncate>
          <b>{line.title}</b> <span className={styles.quiet}>{line.detail}</span>
        </Truncate>
        {line.effect !== null && <RiskLabel risk={line.effect} />}
      </div>
    </>
  );
}
