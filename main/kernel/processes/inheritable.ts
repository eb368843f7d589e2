import { openSync } from 'node:fs';

/**
 * Descriptors of ours that the system would hand to every child, because whoever opened them did not mark them
 * close-on-exec (terminals on Linux). Node can neither mark them nor close them in a child, but it can put something
 * else in their place there: `/dev/null`.
 */
const inheritable = new Set<number>();
let nullDevice: number | undefined;

/** Keeps a descriptor of ours out of the children that are started from now on. Call the result when it is closed. */
export function keepFromChildren(descriptor: number): () => void {
  inheritable.add(descriptor);
  return () => inheritable.delete(descriptor);
}

/** What a child gets as one descriptor. */
export type StdioPlace = 'ignore' | 'pipe' | number;

/** The stdio of a child, with `/dev/null` in the place of every descriptor that it must not get. */
export function shielded(stdio: readonly StdioPlace[]): StdioPlace[] {
  const places = [...stdio];
  if (inheritable.size === 0) return places;
  nullDevice ??= openSync('/dev/null', 'r+');
  const last = Math.max(...inheritable);
  while (places.length <= last) places.push('ignore');
  for (const descriptor of inheritable) places[descriptor] = nullDevice;
  return places;
}
