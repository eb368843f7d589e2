import { type Command, type KeyPreferences, keysOf } from './command.ts';
import { type KeyStroke, parseKeys, sameStroke, typesText } from './key-stroke.ts';

/** Commands that one component holds while it is mounted. */
export interface Registration {
  readonly set: (commands: readonly Command[]) => void;
  readonly remove: () => void;
}

/** What a stroke led to: a command, the beginning of one, or nothing. */
export type KeyOutcome =
  | { readonly kind: 'run'; readonly command: Command }
  | { readonly kind: 'pending' }
  | { readonly kind: 'none' };

/** Where a stroke was made, for keys that mean something there already. */
export interface KeyPlace {
  /** In a field, an editor or a menu, where letters are text. */
  readonly text: boolean;
  /** On a button or a link, where Enter and Space press it. */
  readonly pressable: boolean;
}

interface Entry {
  commands: readonly Command[];
}

interface Barrier {
  readonly barrier: true;
}

export type CommandRegistry = ReturnType<typeof createCommandRegistry>;

/** Keeps the commands of what is on the screen; of two with one id or one key, the newer counts. */
export function createCommandRegistry() {
  let layers: readonly (Entry | Barrier)[] = [];
  let preferences: KeyPreferences = { overrides: {}, singleKeys: true };
  let pending: readonly KeyStroke[] = [];
  let all: readonly Command[] = [];
  let visible: readonly Command[] = [];
  const listeners = new Set<() => void>();

  const changed = (): void => {
    collect();
    for (const listener of listeners) listener();
  };

  /** Newest first; in reach below the topmost barrier is only what always works. */
  const collect = (): void => {
    const found = new Map<string, Command>();
    const reached = new Map<string, Command>();
    let covered = false;
    for (const layer of [...layers].reverse()) {
      if ('barrier' in layer) {
        covered = true;
        continue;
      }
      for (const command of layer.commands) {
        if (!found.has(command.id)) found.set(command.id, command);
        if (!reached.has(command.id) && (!covered || command.always === true)) reached.set(command.id, command);
      }
    }
    all = [...found.values()];
    visible = [...reached.values()];
  };

  const without = (layer: Entry | Barrier): void => {
    layers = layers.filter((other) => other !== layer);
    pending = [];
    changed();
  };

  const match = (strokes: readonly KeyStroke[], place: KeyPlace): KeyOutcome => {
    let begins = false;
    for (const command of visible) {
      if (command.enabled === false) continue;
      for (const keys of keysOf(command, preferences)) {
        const wanted = parseKeys(keys);
        if (wanted === undefined || !reachable(wanted, place)) continue;
        if (!strokes.every((stroke, at) => wanted[at] !== undefined && sameStroke(stroke, wanted[at]))) continue;
        if (wanted.length === strokes.length) return { kind: 'run', command };
        begins = true;
      }
    }
    return { kind: begins ? 'pending' : 'none' };
  };

  const reachable = (strokes: readonly KeyStroke[], place: KeyPlace): boolean => {
    const [first] = strokes;
    if (first === undefined) return false;
    if (typesText(strokes)) {
      if (place.text || (!preferences.singleKeys && first.key !== ' ')) return false;
    } else if (place.text && !first.mod && !first.alt && !/^(F\d+|Escape)$/.test(first.key)) {
      return false;
    }
    return !(place.pressable && !first.mod && (first.key === ' ' || first.key === 'Enter'));
  };

  return {
    /** Adds an entry above all others. */
    register(commands: readonly Command[]): Registration {
      const entry: Entry = { commands };
      layers = [...layers, entry];
      changed();
      return {
        set: (next) => {
          const same = sameShape(entry.commands, next);
          entry.commands = next;
          if (same) collect();
          else changed();
        },
        remove: () => without(entry),
      };
    },
    /** Puts everything below out of reach until the returned function is called. */
    pushBarrier(): () => void {
      const barrier: Barrier = { barrier: true };
      layers = [...layers, barrier];
      pending = [];
      changed();
      return () => without(barrier);
    },
    /** The commands in reach, newest first. Stable between changes. */
    list: (): readonly Command[] => visible,
    /** Every command, also what a dialog puts out of reach. Stable between changes. */
    all: (): readonly Command[] => all,
    preferences: (): KeyPreferences => preferences,
    setPreferences(next: KeyPreferences): void {
      preferences = next;
      pending = [];
      changed();
    },
    /** Takes a stroke in; a sequence goes on from the strokes before. */
    press(stroke: KeyStroke, place: KeyPlace): KeyOutcome {
      const sequence = [...pending, stroke];
      const outcome = match(sequence, place);
      // What continues nothing may begin something.
      if (outcome.kind === 'none' && pending.length > 0) {
        pending = [];
        return this.press(stroke, place);
      }
      pending = outcome.kind === 'pending' ? sequence : [];
      return outcome;
    },
    /** Forgets a sequence that was begun. */
    reset(): void {
      pending = [];
    },
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Nothing that shows anywhere differs; what the commands do may. */
function sameShape(left: readonly Command[], right: readonly Command[]): boolean {
  return left.length === right.length && left.every((command, at) => shapeOf(command) === shapeOf(right[at]));
}

function shapeOf(command: Command | undefined): string {
  if (command === undefined) return '';
  const { id, title, keys, group, enabled, always, hidden } = command;
  return JSON.stringify([id, title, keys, group, enabled, always, hidden]);
}
