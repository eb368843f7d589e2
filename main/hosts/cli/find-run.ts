import type { Store } from '#main/engine/ports/store.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** The run that a reference names: `R-12`, `12`, an id or the beginning of one. */
export function requireRun(store: Store, reference: string): RunSummary {
  const found = store.runs.find(reference);
  if (found !== undefined) return found;
  throw new AppError('run.unknown', `there is no run ${reference}`, {
    hint: 'opsroom runs lists them: give R-12, 12, or the beginning of an id',
  });
}

/** The lane that a run was in last; a run that nobody has gave its lane back. */
export function lastLane(store: Store, runId: RunId): Lane | null {
  const claims = store.runs
    .events(runId)
    .filter((event): event is RunEvent<'run.claimed'> => event.type === 'run.claimed');
  return claims.at(-1)?.data.lane ?? null;
}
