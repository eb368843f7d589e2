import { useVirtualizer } from '@tanstack/react-virtual';
import { Ban, Undo2 } from 'lucide-react';
import { memo, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { ToolIcon } from '#renderer/parts/tool-icon.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { formatDuration, formatEstimate } from '#renderer/ui/formats.ts';
import { PanelHeader } from '#renderer/ui/panel-header.tsx';
import { ProofBadge } from '#renderer/ui/proof-badge.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunDetail, StepDetail } from '#shared/api/runs.ts';
import styles from './step-tree.module.css';
import { checkStatus, type TreeRow, treeRows, undoWord } from './tree-model.ts';

interface StepTreeProps {
  readonly detail: RunDetail;
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
  /** Shows the log of a step. */
  readonly onOpen: (stepId: string) => void;
}

const STEP_HEIGHT = 32;
const PART_HEIGHT = 24;
const FOLD_ABOVE = 200;

/** The steps of a run with their checks and undos. */
export function StepTree({ detail, selected, onSelect, onOpen }: StepTreeProps) {
  const { steps, proofs } = detail;
  const [closed, setClosed] = useState<ReadonlySet<string>>(
    () => new Set(steps.length > FOLD_ABOVE ? steps.map(({ summary }) => summary.id) : []),
  );
  const rows = useMemo(() => treeRows(steps, closed), [steps, closed]);
  const scroller = useRef<HTMLUListElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'step' ? STEP_HEIGHT : PART_HEIGHT),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  });
  const at = rows.findIndex((row) => row.kind === 'step' && row.step.summary.id === selected);
  const wanted = useRef(false);
  const reveal = useEffectEvent((index: number) => {
    if (index < 0) return;
    virtual.scrollToIndex(index, { align: 'auto' });
    if (!wanted.current) return;
    wanted.current = false;
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  });
  useEffect(() => reveal(at), [at]);

  const fold = (stepId: string, isOpen: boolean): void =>
    setClosed((before) => {
      const next = new Set(before);
      if (isOpen) next.delete(stepId);
      else next.add(stepId);
      return next;
    });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const index = steps.findIndex(({ summary }) => summary.id === selected);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: steps.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      const step = steps[Math.max(0, Math.min(steps.length - 1, next))];
      if (step === undefined) return;
      event.preventDefault();
      wanted.current = true;
      onSelect(step.summary.id);
    } else if (selected !== null && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      fold(selected, event.key === 'ArrowRight');
    } else if (selected !== null && event.key === 'Enter') {
      event.preventDefault();
      onOpen(selected);
    }
  };
  const alarm = detail.status === 'failed' || detail.status === 'indoubt' ? detail.status : undefined;
  return (
    <section className={styles.tree} aria-label="Steps">
      <PanelHeader title="Steps" count={steps.length}>
        <ProofBadge verified={proofs.verified} total={proofs.total} {...(alarm !== undefined && { alarm })} />
      </PanelHeader>
      <ul ref={scroller} role="tree" aria-label="Steps and checks" className={styles.list} onKeyDown={onKeyDown}>
        <li role="none" className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const isSelected = row.kind === 'step' && row.step.summary.id === selected;
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree takes the keys of all its items
              <div
                key={item.key}
                role="treeitem"
                aria-level={row.kind === 'step' ? 1 : 2}
                aria-setsize={steps.length}
                aria-posinset={row.step.summary.index + 1}
                aria-expanded={row.kind === 'step' && hasParts(row.step) ? row.isOpen : undefined}
                aria-selected={isSelected}
                tabIndex={isSelected || (at < 0 && item.index === 0) ? 0 : -1}
                className={styles.item}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
                onClick={() => onSelect(row.step.summary.id)}
                onDoubleClick={() => onOpen(row.step.summary.id)}
              >
                <Row row={row} isSelected={isSelected} />
              </div>
            );
          })}
        </li>
      </ul>
    </section>
  );
}

function hasParts(step: StepDetail): boolean {
  return step.checks.length > 0 || step.undo !== null;
}

const Row = memo(function Row({ row, isSelected }: { readonly row: TreeRow; readonly isSelected: boolean }) {
  if (row.kind === 'step') return <StepRow step={row.step} isSelected={isSelected} />;
  if (row.kind === 'undo') return <UndoRow step={row.step} isLast={row.isLast} />;
  const { check, step } = row;
  const reading = check.after ?? check.before;
  return (
    <span className={classNames(styles.part, !row.isLast && styles.middle)}>
      <StatusGlyph status={checkStatus(check, step)} size={12} />
      <Truncate>{check.name}</Truncate>
      <span className={styles.took}>{reading === null ? '' : formatDuration(reading.durationMs)}</span>
    </span>
  );
});

function StepRow({ step, isSelected }: { readonly step: StepDetail; readonly isSelected: boolean }) {
  const { summary, status, tool } = step;
  return (
    <span
      className={classNames(styles.step, summary.status === 'pending' && styles.todo)}
      data-selected={isSelected}
      data-st={status}
    >
      <StatusGlyph status={status} size={14} />
      <span className={styles.index}>{summary.index + 1}</span>
      <ToolIcon tool={tool} />
      <Truncate>{summary.title}</Truncate>
      <span className={styles.took}>
        {summary.tries > 1 && <span className={styles.tries}>try {summary.tries}</span>}
        <StepTime step={step} />
      </span>
    </span>
  );
}

function StepTime({ step }: { readonly step: StepDetail }) {
  const { startedAt, finishedAt, status } = step.summary;
  if (status === 'pending') return step.estimateMs === null ? null : formatEstimate(step.estimateMs);
  if (startedAt === null) return null;
  return finishedAt === null ? <Running since={startedAt} /> : formatDuration(finishedAt - startedAt);
}

function Running({ since }: { readonly since: number }) {
  return formatDuration(Math.max(0, useNow(1000) - since));
}

function UndoRow({ step, isLast }: { readonly step: StepDetail; readonly isLast: boolean }) {
  const isAbsent = step.undo === null;
  const Icon = isAbsent ? Ban : Undo2;
  return (
    <span className={classNames(styles.part, !isLast && styles.middle)}>
      <Icon size={12} aria-hidden />
      <Truncate>{step.undo === null ? 'No rollback for this step' : `Rollback: ${step.undo.text}`}</Truncate>
      <span className={styles.took}>{undoWord(step)}</span>
    </span>
  );
}
