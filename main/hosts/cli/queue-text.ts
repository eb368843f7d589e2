import type { Store } from '#main/engine/ports/store.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** Why a queued run does not start yet, and who holds what it needs. */
export function holderText(store: Store, run: RunSummary): string {
  const { ahead, heldBy, laneHeld } = store.runs.queuePosition(run.runId);
  const holders = heldBy.flatMap((id) => {
    const holder = store.runs.get(id);
    return holder === undefined ? [] : [`${runLabel(holder.number)} ${holder.planName} (${holder.execution})`];
  });
  const parts = [
    ...(laneHeld ? ['every lane that it could take is held or reserved (opsroom lanes)'] : []),
    ...(holders.length > 0 ? [`its lane or a lock is held by ${holders.join(', ')}`] : []),
    ...(ahead > 0 ? [`${ahead} ${ahead === 1 ? 'run stands' : 'runs stand'} before it`] : []),
  ];
  return `${runLabel(run.number)} is queued${parts.length === 0 ? '' : `: ${parts.join('; ')}`}`;
}

/** Why a worker of these lanes does not take a queued run although nothing is under way. */
export function leftText(store: Store, run: RunSummary, lanes: readonly Lane[] = LANES): string {
  const { heldBy, laneHeld } = store.runs.queuePosition(run.runId);
  if (laneHeld) return run.laneWish === null ? 'every lane is held or reserved' : `lane ${run.laneWish} is held`;
  const holders = heldBy.flatMap((id) => {
    const holder = store.runs.get(id);
    return holder === undefined ? [] : [`${runLabel(holder.number)} (${holder.execution})`];
  });
  if (holders.length > 0) return `a lock is held by ${holders.join(', ')}`;
  return `not in ${lanes.length === 1 ? 'lane' : 'lanes'} ${lanes.join(', ')}`;
}
