import type { RunSummary } from '#shared/run/run.ts';
import type { ControlRoom } from '../compose.ts';
import { hasLiveWorker } from '../live-worker.ts';

/** Whether some process that beats would execute the run, were it queued. */
export function isWorked(
  { store, services, timing }: ControlRoom,
  { laneWish }: Pick<RunSummary, 'laneWish'>,
): boolean {
  return hasLiveWorker({ store, now: services.clock.now(), leaseMs: timing.leaseMs }, laneWish);
}

/** What to say where nobody will execute a run. */
export function noWorkerText(label: string): string {
  return `no worker is running that would take ${label}: it waits until one does. Start one with: opsroom worker`;
}
