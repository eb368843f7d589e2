import { expect, test } from 'vitest';
import { isLooser, isWeakerEffect, permissionFor } from '#shared/mcp/permission.ts';
import { PERMISSIONS, type Permission, TOOL_EFFECTS } from '#shared/mcp/pin.ts';

const published = (rule: Permission | undefined) => ({ rule, isPublished: true });

test('the rule of a published plan goes before that of the tool', () => {
  for (const permission of PERMISSIONS) {
    expect(permissionFor({ permission, effect: 'write' }, published(undefined))).toBe(permission);
    for (const rule of PERMISSIONS) expect(permissionFor({ permission, effect: 'read' }, published(rule))).toBe(rule);
  }
});

test('a rule for the name of a plan that is not published only tightens', () => {
  const left = PERMISSIONS.map((permission) =>
    PERMISSIONS.map((rule) => permissionFor({ permission, effect: 'write' }, { rule, isPublished: false })),
  );
  expect(left).toEqual([
    ['allow', 'ask', 'deny'],
    ['ask', 'ask', 'deny'],
    ['deny', 'deny', 'deny'],
  ]);
  expect(isLooser('ask', 'ask')).toBe(false);
});

test('what cannot be undone asks, whatever allows it, and stays denied', () => {
  for (const permission of PERMISSIONS) {
    const tool = { permission, effect: 'irreversible' } as const;
    expect(permissionFor(tool, published('allow'))).toBe('ask');
    expect(permissionFor(tool, published('deny'))).toBe('deny');
    expect(permissionFor(tool, published(undefined))).toBe(permission === 'deny' ? 'deny' : 'ask');
  }
});

test('an effect is weaker than those that do more', () => {
  const weaker = TOOL_EFFECTS.flatMap((one) =>
    TOOL_EFFECTS.filter((other) => isWeakerEffect(one, other)).map((other) => `${one} < ${other}`),
  );
  expect(weaker).toEqual(['read < write', 'read < irreversible', 'write < irreversible']);
});
