import { expect, test } from 'vitest';
import { conflictsOf, currentKeys } from '#renderer/features/settings/keys/key-conflicts.ts';
import { KNOWN_COMMANDS, type KnownCommand } from '#renderer/parts/known-commands.ts';

function named(id: string): KnownCommand {
  const found = KNOWN_COMMANDS.find((command) => command.id === id);
  if (found === undefined) throw new Error(`no command ${id}`);
  return found;
}

const conflicting = (id: string, wanted: string, overrides = {}) =>
  conflictsOf(named(id), [wanted], KNOWN_COMMANDS, overrides).map((other) => other.id);

test('the keys that come with the product do not collide', () => {
  for (const command of KNOWN_COMMANDS) {
    expect(conflictsOf(command, command.keys, KNOWN_COMMANDS, {}), command.id).toEqual([]);
  }
});

test('keys collide in one place, and with what works everywhere', () => {
  expect(conflicting('run.proof', 'i')).toEqual(['run.inspector']);
  expect(conflicting('plans.new', 'i')).toEqual([]);
  expect(conflicting('plans.new', '?')).toEqual(['app.keys']);
  expect(conflicting('app.keys', 'i')).toContain('run.inspector');
});

test('the beginning of a sequence collides with the sequence, its second key alone does not', () => {
  expect(conflicting('plans.new', 'g')).toContain('app.runboard');
  expect(conflicting('plans.run', 'r')).toEqual([]);
});

test('what was changed counts, and what was switched off does not', () => {
  const overrides = { 'run.inspector': '', 'run.export': 'z' };
  expect(currentKeys(named('run.inspector'), overrides)).toEqual([]);
  expect(currentKeys(named('run.export'), overrides)).toEqual(['z']);
  expect(conflicting('run.proof', 'i', overrides)).toEqual([]);
  expect(conflicting('run.proof', 'e', overrides)).toEqual([]);
  expect(conflicting('run.proof', 'z', overrides)).toEqual(['run.export']);
});
