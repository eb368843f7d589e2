import { describe, expect, it } from 'vitest';
import type { Command } from '#renderer/ui/commands/command.ts';
import { type CommandRegistry, createCommandRegistry, type KeyPlace } from '#renderer/ui/commands/command-registry.ts';
import { parseKeys } from '#renderer/ui/commands/key-stroke.ts';

const OPEN: KeyPlace = { text: false, pressable: false };
const command = (id: string, keys: Command['keys'], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  keys,
  group: 'Test',
  run: () => {},
  ...more,
});

/** Presses keys one after the other: the ids that ran, `…` for a begun sequence, `-` for nothing. */
function type(registry: CommandRegistry, keys: string, place = OPEN): readonly string[] {
  return (parseKeys(keys) ?? []).map((stroke) => {
    const outcome = registry.press(stroke, place);
    return outcome.kind === 'run' ? outcome.command.id : outcome.kind === 'pending' ? '…' : '-';
  });
}

function registryOf(...commands: readonly Command[]): CommandRegistry {
  const registry = createCommandRegistry();
  registry.register(commands);
  return registry;
}

describe('keys', () => {
  it('run what they name, several ways in a list', () => {
    const registry = registryOf(command('next', ['j', 'Down']), command('cancel', 'Shift+X'));
    expect(type(registry, 'j Down Shift+X x')).toEqual(['next', 'next', 'cancel', '-']);
  });

  it('go on in sequences, and begin anew where one breaks off', () => {
    const registry = registryOf(command('board', 'g r'), command('approvals', 'g a'), command('next', 'j'));
    expect(type(registry, 'g r g a')).toEqual(['…', 'board', '…', 'approvals']);
    expect(type(registry, 'g j g g r')).toEqual(['…', 'next', '…', '…', 'board']);
    expect(type(registry, 'g z r')).toEqual(['…', '-', '-']);
  });

  it('forget a sequence that is not gone on with', () => {
    const registry = registryOf(command('board', 'g r'));
    type(registry, 'g');
    registry.reset();
    expect(type(registry, 'r')).toEqual(['-']);
  });

  it('pass over a command that is not enabled, for the next that takes them', () => {
    const registry = registryOf(command('old', 'x'));
    const newer = registry.register([command('new', 'x', { enabled: false })]);
    expect(type(registry, 'x')).toEqual(['old']);
    newer.set([command('new', 'x')]);
    expect(type(registry, 'x')).toEqual(['new']);
  });
});

describe('places', () => {
  it('letters are text in a field; combinations, function keys and Esc still act', () => {
    const registry = registryOf(
      command('next', 'j'),
      command('bar', 'Mod+K'),
      command('problem', 'F8'),
      command('back', 'Esc'),
      command('up', 'Up'),
      command('open', 'Enter'),
    );
    const place = { text: true, pressable: false };
    expect(type(registry, 'j Mod+K F8 Esc Up Enter', place)).toEqual(['-', 'bar', 'problem', 'back', '-', '-']);
  });

  it('Enter and Space press the button that has the focus', () => {
    const registry = registryOf(command('open', 'Enter'), command('pause', 'Space'), command('confirm', 'Mod+Enter'));
    const place = { text: false, pressable: true };
    expect(type(registry, 'Enter Space Mod+Enter', place)).toEqual(['-', '-', 'confirm']);
    expect(type(registry, 'Enter Space')).toEqual(['open', 'pause']);
  });
});

describe('layers', () => {
  it('the newest of one id or one key counts, until it goes', () => {
    const registry = registryOf(command('a', 'x'), command('same', 'y'));
    const newer = registry.register([command('b', 'x'), command('same', 'z')]);
    expect(type(registry, 'x y z')).toEqual(['b', '-', 'same']);
    newer.remove();
    expect(type(registry, 'x y z')).toEqual(['a', 'same', '-']);
  });

  it('a barrier leaves only what is newer or always works', () => {
    const registry = registryOf(command('page', 'x'), command('bar', 'Mod+K', { always: true }));
    const lift = registry.pushBarrier();
    registry.register([command('dialog', 'y')]);
    expect(type(registry, 'x Mod+K y')).toEqual(['-', 'bar', 'dialog']);
    expect(registry.list().map(({ id }) => id)).toEqual(['dialog', 'bar']);
    expect(registry.all().map(({ id }) => id)).toEqual(['dialog', 'page', 'bar']);
    lift();
    expect(type(registry, 'x')).toEqual(['page']);
  });

  it('tells of what shows, not of what merely runs otherwise', () => {
    const registry = createCommandRegistry();
    const entry = registry.register([command('a', 'x')]);
    let changes = 0;
    registry.subscribe(() => {
      changes += 1;
    });
    let ran = false;
    entry.set([
      command('a', 'x', {
        run: () => {
          ran = true;
        },
      }),
    ]);
    expect(changes).toBe(0);
    registry.list()[0]?.run();
    expect(ran).toBe(true);
    entry.set([command('a', 'x', { enabled: false })]);
    expect(changes).toBe(1);
  });
});

describe('preferences', () => {
  it('give a command other keys, or none', () => {
    const registry = registryOf(command('a', 'x'), command('b', 'y'));
    registry.setPreferences({ overrides: { a: ['Mod+J'], b: [] }, singleKeys: true });
    expect(type(registry, 'x Mod+J y')).toEqual(['-', 'a', '-']);
  });

  it('switch off single keys, and leave combinations', () => {
    const registry = registryOf(command('a', 'x'), command('b', 'Mod+K'), command('c', 'g r'), command('d', 'Enter'));
    registry.setPreferences({ overrides: {}, singleKeys: false });
    expect(type(registry, 'x Mod+K g r Enter')).toEqual(['-', 'b', '-', '-', 'd']);
  });
});
