import { PERMISSIONS, type Permission, type ToolEffect } from './pin.ts';

/**
 * What a plan may do with a tool. The plan's own rule goes before the tool's permission; where it is looser it does so only for a
 * plan that is published under its name, which anybody's text may claim. What cannot be undone always asks.
 */
export function permissionFor(
  tool: { readonly permission: Permission; readonly effect: ToolEffect },
  plan: { readonly rule: Permission | undefined; readonly isPublished: boolean },
): Permission {
  const { rule = tool.permission, isPublished } = plan;
  const permission = isLooser(rule, tool.permission) && !isPublished ? tool.permission : rule;
  return permission === 'allow' && tool.effect === 'irreversible' ? 'ask' : permission;
}

/** True when the first permission lets happen what the second does not: asking more than denying, allowing more than asking. */
export function isLooser(permission: Permission, than: Permission): boolean {
  return PERMISSIONS.indexOf(permission) < PERMISSIONS.indexOf(than);
}

/** True when the first effect does less than the second: reading less than writing, writing less than what stays done. */
export function isWeakerEffect(effect: ToolEffect, than: ToolEffect): boolean {
  return RANK[effect] < RANK[than];
}

const RANK: Readonly<Record<ToolEffect, number>> = { read: 0, write: 1, irreversible: 2 };
