import type { Store } from '#main/engine/ports/store.ts';

/** Kinds of process that execute whatever is queued, and not only one run. */
const GENERAL_KINDS: ReadonlySet<string> = new Set(['worker', 'app', 'serve', 'mcp']);

/** Whether some process that beats would execute a queued run. `now`: ms UTC. */
export function hasLiveWorker({
  store,
  now,
  leaseMs,
}: {
  readonly store: Pick<Store, 'instances'>;
  readonly now: number;
  readonly leaseMs: number;
}): boolean {
  return store.instances.list().some(({ kind, beatAt }) => GENERAL_KINDS.has(kind) && now - beatAt < leaseMs);
}
