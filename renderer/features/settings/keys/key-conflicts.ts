import type { KnownCommand } from '#renderer/parts/known-commands.ts';
import { parseKeys, sameStroke } from '#renderer/ui/commands/key-stroke.ts';

export type Overrides = Readonly<Record<string, string>>;

/** The keys that a command has now; none when they were taken away. */
export function currentKeys({ id, keys }: Pick<KnownCommand, 'id' | 'keys'>, overrides: Overrides): readonly string[] {
  const own = overrides[id];
  return own === undefined ? keys : own === '' ? [] : [own];
}

/** Commands that could not both be reached if this one had these keys: the same ones, or the beginning of them, in one place. */
export function conflictsOf(
  command: KnownCommand,
  wanted: readonly string[],
  all: readonly KnownCommand[],
  overrides: Overrides,
): readonly KnownCommand[] {
  return all.filter(
    (other) =>
      other.id !== command.id &&
      meet(command, other) &&
      currentKeys(other, overrides).some((keys) => wanted.some((own) => collide(own, keys))),
  );
}

function meet(left: KnownCommand, right: KnownCommand): boolean {
  const isEverywhere = [left, right].some(({ places }) => places.includes('everywhere'));
  return isEverywhere || left.places.some((place) => right.places.includes(place));
}

function collide(left: string, right: string): boolean {
  const [mine, theirs] = [parseKeys(left), parseKeys(right)];
  if (mine === undefined || theirs === undefined) return false;
  const [short, long] = mine.length <= theirs.length ? [mine, theirs] : [theirs, mine];
  return short.every((stroke, at) => {
    const other = long[at];
    return other !== undefined && sameStroke(stroke, other);
  });
}
