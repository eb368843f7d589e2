import { diffWordsWithSpace } from 'diff';
import type { Json } from '#shared/lib/json.ts';
import type { ToolDifference } from '#shared/mcp/pin.ts';

export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Longer than this texts stand beside each other without marks within. */
const LONGEST = 20_000;

/** Both sides of a difference, with what is not alike marked; `null` where there is nothing. */
export function differenceParts({
  approved,
  offered,
}: Pick<ToolDifference, 'approved' | 'offered'>): readonly [readonly DiffPart[] | null, readonly DiffPart[] | null] {
  if (approved === undefined || offered === undefined) {
    return [whole(approved, 'removed'), whole(offered, 'added')];
  }
  const before = textOf(approved);
  const now = textOf(offered);
  if (before.length + now.length > LONGEST) return [whole(approved, 'removed'), whole(offered, 'added')];
  const changes = diffWordsWithSpace(before, now);
  return [
    changes.flatMap(({ value, added, removed }) => (added ? [] : [part(removed ? 'removed' : 'same', value)])),
    changes.flatMap(({ value, added, removed }) => (removed ? [] : [part(added ? 'added' : 'same', value)])),
  ];
}

function part(kind: DiffPart['kind'], text: string): DiffPart {
  return { kind, text };
}

function whole(value: Json | undefined, kind: DiffPart['kind']): readonly DiffPart[] | null {
  return value === undefined ? null : [part(kind, textOf(value))];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
