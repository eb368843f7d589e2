import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { type Command, keysOf } from './command.ts';
import { createCommandRegistry, type Registration } from './command-registry.ts';

/** The commands of this window. */
export const commandRegistry = createCommandRegistry();

/** Offers commands while the component is mounted; a newer one with the same id or keys goes before. */
export function useCommands(commands: readonly Command[]): void {
  const registration = useRef<Registration | null>(null);
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
    registration.current?.set(commands);
  });
  useEffect(() => {
    const own = commandRegistry.register(latest.current);
    registration.current = own;
    return () => {
      registration.current = null;
      own.remove();
    };
  }, []);
}

/** While true, only commands that are registered later, or always work, are in reach: for dialogs. */
export function useCommandBarrier(active: boolean): void {
  useLayoutEffect(() => (active ? commandRegistry.pushBarrier() : undefined), [active]);
}

/** Every command of what is on the screen, newest first, also what an open dialog puts out of reach. */
export function useCommandList(): readonly Command[] {
  return useSyncExternalStore(commandRegistry.subscribe, commandRegistry.all);
}

/** The first keys of a command, for a `Kbds` beside its button; undefined when it has none or is not on the screen. */
export function useHotkeyLabel(id: string): string | undefined {
  return useSyncExternalStore(commandRegistry.subscribe, () => {
    const command = commandRegistry.all().find((candidate) => candidate.id === id);
    return command === undefined ? undefined : keysOf(command, commandRegistry.preferences())[0];
  });
}
