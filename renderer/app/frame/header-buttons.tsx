import { Search } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button } from '#renderer/ui/button.tsx';
import { useHotkeyLabel } from '#renderer/ui/commands/use-commands.ts';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import styles from './header-buttons.module.css';

interface CommandBarButtonProps {
  readonly onOpen: () => void;
}

/** Looks like the field that it opens. */
export function CommandBarButton({ onOpen }: CommandBarButtonProps) {
  const keys = useHotkeyLabel('app.command-bar');
  return (
    <button type="button" className={styles.command} aria-haspopup="dialog" onClick={onOpen}>
      <Search size={15} aria-hidden />
      <span className={styles.prompt}>Find a plan, a run or an action</span>
      {keys !== undefined && <Kbds keys={keys} />}
    </button>
  );
}

interface ApprovalsButtonProps {
  readonly count: number;
}

/** How many questions wait for a person; absent while there is none. */
export function ApprovalsButton({ count }: ApprovalsButtonProps) {
  const [, navigate] = useLocation();
  const keys = useHotkeyLabel('app.approvals');
  if (count === 0) return null;
  return (
    <Button keys={keys} onClick={() => navigate('/approvals')}>
      <StatusGlyph status="approval" size={14} />
      {count} {count === 1 ? 'approval' : 'approvals'}
    </Button>
  );
}
