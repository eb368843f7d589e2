/** Something that a person can do by keys, from the command bar, or both. */
export interface Command {
  /** Stable and dotted, `run.cancel`: overrides of keys are kept under it. */
  readonly id: string;
  readonly title: string;
  /** `Mod+K`, `Shift+X`, `g a`, `j`; several ways in a list. */
  readonly keys?: string | readonly string[];
  /** Heading under which the command bar and the sheet of keys show it. */
  readonly group: string;
  /** Not now, with `false`: the keys then do nothing. */
  readonly enabled?: boolean;
  /** Works while a dialog is open as well. */
  readonly always?: boolean;
  /** Stays out of the command bar: moving through a list is done by keys alone. */
  readonly hidden?: boolean;
  readonly run: () => void;
}

/** How a person changed the keys. */
export interface KeyPreferences {
  /** Command -> its keys; an empty list takes them away. */
  readonly overrides: Readonly<Record<string, readonly string[]>>;
  /** Keys without a modifier work, outside of text fields. */
  readonly singleKeys: boolean;
}

/** The keys of a command under the preferences. */
export function keysOf(command: Pick<Command, 'id' | 'keys'>, preferences: KeyPreferences): readonly string[] {
  const own = command.keys === undefined ? [] : typeof command.keys === 'string' ? [command.keys] : command.keys;
  return preferences.overrides[command.id] ?? own;
}
