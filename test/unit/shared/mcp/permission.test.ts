import { expect, test } from 'vitest';
import { isWeakerEffect, permissionFor } from '#shared/mcp/permission.ts';
import { PERMISSIONS, TOOL_EFFECTS } from '#shared/mcp/pin.ts';

test('the rule of a plan goes before that of the tool', () => {
  for (const permission of PERMISSIONS) {
    expect(permissionFor({ permission, effect: 'write' }, undefined)).toBe(permission);
    for (const rule of PERMISSIONS) expect(permissionFor({ permission, effect: 'read' }, rule)).toBe(rule);
  }
});

test('what cannot be undone asks, whatever allows it, and stays denied', () => {
  for (const permission of PERMISSIONS) {
    const tool = { permission, effect: 'irreversible' } as const;
    expect(permissionFor(tool, 'allow')).toBe('ask');
    expect(permissionFor(tool, 'deny')).toBe('deny');
    expect(permissionFor(tool, undefined)).toBe(permission === 'deny' ? 'deny' : 'ask');
  }
});

test('an effect is weaker than those that do more', () => {
  const weaker = TOOL_EFFECTS.flatMap((one) =>
    TOOL_EFFECTS.filter((other) => isWeakerEffect(one, other)).map((other) => `${one} < ${other}`),
  );
  expect(weaker).toEqual(['read < write', 'read < irreversible', 'write < irreversible']);
});
