import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { CircleHelp, Eye, Pencil, ShieldCheck, TriangleAlert, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { ToolIcon } from '#renderer/parts/tool-icon.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import type { StepOutline } from '#shared/api/plans.ts';
import { TOOL_KINDS } from '#shared/pulser/tool-call.ts';
import styles from './plan-graph.module.css';

export interface StepNodeData extends Record<string, unknown> {
  readonly index: number;
  readonly step: StepOutline;
  /** Line of its first error; 0 for none. */
  readonly errorLine: number;
  readonly selected: boolean;
  /** It alone can be reached with Tab; arrows move on from it. */
  readonly reachable: boolean;
  readonly onSelect: (index: number) => void;
  readonly onOpen: (index: number) => void;
  /** Moves to another step. True when the key does that. */
  readonly onKey: (key: string, from: number) => boolean;
}

export type StepNode = Node<StepNodeData, 'step'>;

/** A step in the graph, with its inputs to the left and its undo to the right. */
export const StepNodeView = memo(function StepNodeView({ data }: NodeProps<StepNode>) {
  const { index, step, errorLine, selected, reachable, onSelect, onOpen, onKey } = data;
  return (
    <div className={styles.box}>
      <Handle type="target" position={Position.Top} className={styles.handle} isConnectable={false} />
      {step.inputs.length > 0 && (
        <div className={styles.inputs} aria-hidden>
          {step.inputs.map((name) => (
            <span key={name} className={styles.input}>
              {name}
            </span>
          ))}
          <i />
        </div>
      )}
      <button
        type="button"
        data-step={index}
        tabIndex={reachable ? 0 : -1}
        aria-pressed={selected}
        className={classNames('nopan', styles.node, selected && styles.selected, errorLine > 0 && styles.wrong)}
        onClick={() => onSelect(index)}
        onDoubleClick={() => onOpen(index)}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key === 'Enter') onOpen(index);
          else if (!onKey(event.key, index)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <span className={styles.title}>
          <VisuallyHidden>Step </VisuallyHidden>
          <span className={styles.number}>{index + 1}</span>
          <ToolIcon tool={TOOL_KINDS.find((kind) => kind === step.tool) ?? null} size={13} />
          <span className={styles.name}>{step.title === '' ? step.id : step.title}</span>
        </span>
        <span className={styles.line}>
          <Risk effect={step.effect} />
          <span className={styles.checks}>
            <ShieldCheck size={12} aria-hidden />
            {step.checks} {step.checks === 1 ? 'check' : 'checks'}
          </span>
        </span>
        {errorLine > 0 && (
          <span className={styles.flag}>
            <StatusGlyph status="failed" size={11} />
            <VisuallyHidden>error on </VisuallyHidden>
            line {errorLine}
          </span>
        )}
        <VisuallyHidden>{unseen(step)}</VisuallyHidden>
      </button>
      {step.hasUndo && (
        <div className={styles.undo} aria-hidden>
          <i />
          <span>
            <Undo2 size={11} aria-hidden />
            Undo
          </span>
        </div>
      )}
      <Handle type="source" position={Position.Bottom} className={styles.handle} isConnectable={false} />
    </div>
  );
});

const RISKS = {
  read: { word: 'Read', Icon: Eye },
  write: { word: 'Write', Icon: Pencil },
  irreversible: { word: 'Irreversible', Icon: TriangleAlert },
} as const;

/** What a step may do to the world, without a frame of its own. */
export function Risk({ effect }: { readonly effect: string | null }) {
  const known = effect === 'read' || effect === 'write' || effect === 'irreversible' ? effect : null;
  const { word, Icon } = known === null ? { word: 'Risk unknown', Icon: CircleHelp } : RISKS[known];
  return (
    <span className={classNames(styles.risk, styles[known ?? 'unknown'])}>
      <Icon size={12} aria-hidden />
      {word}
    </span>
  );
}

/** What the graph shows around a node: arrows, inputs, undo. */
function unseen({ needs, inputs, hasUndo }: StepOutline): string {
  const parts: string[] = [];
  if (needs.length > 0) parts.push(`after ${needs.join(', ')}`);
  if (inputs.length > 0) parts.push(`uses ${inputs.join(', ')}`);
  if (hasUndo) parts.push('has an undo');
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}
