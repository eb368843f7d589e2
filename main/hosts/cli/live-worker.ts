import type { ControlRoom } from '../compose.ts';

/** Kinds of process that execute whatever is queued, and not only one run. */
const GENERAL_KINDS: ReadonlySet<string> = new Set(['worker', 'app']);

/** Whether some process that beats would execute a queued run. */
export function hasLiveWorker({ store, services, timing }: ControlRoom): boolean {
  const now = services.clock.now();
  return store.instances.list().some(({ kind, beatAt }) => GENERAL_KINDS.has(kind) && now - beatAt < timing.leaseMs);
}

/** What to say where nobody will execute a run. */
export function noWorkerText(label: string): string {
  return `no worker is running: ${label} waits until one does. Start one with: opsroom worker`;
}
