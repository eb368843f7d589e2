import type { ControlRoom } from '../compose.ts';
import { hasLiveWorker } from '../live-worker.ts';

/** Whether some process that beats would execute a queued run of the room. */
export function isWorked({ store, services, timing }: ControlRoom): boolean {
  return hasLiveWorker({ store, now: services.clock.now(), leaseMs: timing.leaseMs });
}

/** What to say where nobody will execute a run. */
export function noWorkerText(label: string): string {
  return `no worker is running: ${label} waits until one does. Start one with: opsroom worker`;
}
