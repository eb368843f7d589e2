import { Ban, ChevronDown, CircleCheck, CircleQuestionMark, type LucideIcon } from 'lucide-react';
import { classNames } from '#renderer/ui/class-names.ts';
import { Menu } from '#renderer/ui/menu.tsx';
import { PERMISSIONS, type Permission, type ToolEffect } from '#shared/mcp/pin.ts';
import { PERMISSION_WORDS } from '../model/server-words.ts';
import styles from './parts.module.css';

export const PERMISSION_ICONS: Readonly<Record<Permission, LucideIcon>> = {
  allow: CircleCheck,
  ask: CircleQuestionMark,
  deny: Ban,
};

interface PermissionMenuProps {
  readonly tool: string;
  readonly permission: Permission;
  readonly effect: ToolEffect;
  readonly boxed?: boolean;
  readonly onChange: (permission: Permission) => void;
}

/** What plans and people may do with a tool. What cannot be undone is never allowed without a question. */
export function PermissionMenu({ tool, permission, effect, boxed = false, onChange }: PermissionMenuProps) {
  const Icon = PERMISSION_ICONS[permission];
  const isIrreversible = effect === 'irreversible';
  return (
    <Menu
      label={`Permission of ${tool}`}
      items={PERMISSIONS.map((value, index) => ({
        id: value,
        label: value === 'allow' && isIrreversible ? 'Allow: not for what cannot be undone' : PERMISSION_WORDS[value],
        keys: String(index + 1),
        checked: value === permission,
        disabled: value === 'allow' && isIrreversible,
        run: () => onChange(value),
      }))}
    >
      <button
        type="button"
        className={classNames(styles.permission, boxed && styles.boxed)}
        data-permission={permission}
        aria-label={`Permission of ${tool}: ${PERMISSION_WORDS[permission]}`}
      >
        <Icon size={12} aria-hidden />
        {PERMISSION_WORDS[permission]}
        <ChevronDown size={10} aria-hidden />
      </button>
    </Menu>
  );
}
