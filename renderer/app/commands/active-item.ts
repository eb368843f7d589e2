import type { FoundGroup, FoundItem } from './use-found-items.ts';

/**
 * What Enter opens: what was chosen, else the first. While runs are still looked for nothing is that they would come before;
 * `undefined`: nothing yet.
 */
export function activeItem(
  groups: readonly FoundGroup[],
  chosen: string | null,
  areRunsKnown: boolean,
): FoundItem | undefined {
  const items = groups.flatMap((group) => group.items);
  const own = items.find((item) => item.id === chosen);
  if (own !== undefined || areRunsKnown) return own ?? items[0];
  return groups.find((group) => group.kind === 'plan')?.items[0];
}
