import type { Store } from '#main/engine/ports/store.ts';
import type { RunId } from '#shared/run/ids.ts';
import { runLabel } from '#shared/run/ids.ts';
import { commandRun } from './commands.ts';

/** When a later attempt passed, the attempts before it leave the red list, and keep their history. */
export function supersedeEarlier(store: Store, runId: RunId, at: number): void {
  const passed = store.runs.get(runId);
  if (passed === undefined || passed.execution !== 'finished' || passed.verification !== 'passed') return;
  const reason = `${runLabel(passed.number)}, a later attempt, passed`;
  const seen = new Set<RunId>([runId]);
  for (let id = passed.attemptOf; id !== null && !seen.has(id); ) {
    seen.add(id);
    const earlier = store.runs.get(id);
    if (earlier === undefined) return;
    if (earlier.disposition === 'open') {
      commandRun(
        store,
        id,
        { type: 'set-disposition', disposition: 'superseded', reason, by: runId },
        { actor: POLICY, at },
      );
    }
    id = earlier.attemptOf;
  }
}

const POLICY = { kind: 'policy', name: 'attempts' } as const;
