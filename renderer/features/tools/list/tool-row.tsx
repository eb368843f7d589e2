import { Eye, Pencil, TriangleAlert } from 'lucide-react';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import type { Permission } from '#shared/mcp/pin.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { PermissionMenu } from '../parts/permission-menu.tsx';
import styles from './tool-list.module.css';

const ICONS = { read: Eye, write: Pencil, irreversible: TriangleAlert } as const;

interface ToolRowProps {
  readonly tool: ServerTool;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPermit: (permission: Permission) => void;
}

/** A tool in the list: its effect, its name, and what may be done with it. */
export function ToolRow({ tool, isChosen, onChoose, onStep, onPermit }: ToolRowProps) {
  const { name, permission, effect, drift } = tool;
  const Icon = ICONS[effect];
  return (
    <li className={styles.row} data-permission={permission} data-chosen={isChosen || undefined}>
      <button
        type="button"
        className={styles.name}
        data-tool={name}
        aria-current={isChosen ? 'true' : undefined}
        onClick={onChoose}
        onKeyDown={(event) => {
          // Here alone: elsewhere on the page arrows scroll.
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
          if (by === undefined) return;
          event.preventDefault();
          onStep(by);
        }}
      >
        <span className={styles.effect} data-effect={effect}>
          <Icon size={13} aria-hidden />
        </span>
        <Truncate className={styles.mono}>{revealed(name)}</Truncate>
        {drift !== null && (
          <span className={styles.drift}>
            {drift === 'changed' ? 'changed' : 'gone'}
            <VisuallyHidden>, calls fail until it is looked at</VisuallyHidden>
          </span>
        )}
      </button>
      <PermissionMenu tool={name} permission={permission} effect={effect} boxed={isChosen} onChange={onPermit} />
    </li>
  );
}
