import type { Permission, ToolEffect } from './pin.ts';

/** What a plan may do with a tool: its own rule goes before the tool's, and what cannot be undone always asks. */
export function permissionFor(
  tool: { readonly permission: Permission; readonly effect: ToolEffect },
  planRule: Permission | undefined,
): Permission {
  const permission = planRule ?? tool.permission;
  return permission === 'allow' && tool.effect === 'irreversible' ? 'ask' : permission;
}

/** True when the first effect does less than the second: reading less than writing, writing less than what stays done. */
export function isWeakerEffect(effect: ToolEffect, than: ToolEffect): boolean {
  return RANK[effect] < RANK[than];
}

const RANK: Readonly<Record<ToolEffect, number>> = { read: 0, write: 1, irreversible: 2 };
