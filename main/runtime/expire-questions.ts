import type { RunId } from '#shared/run/ids.ts';
import { commandRun, loadRun } from './commands.ts';
import type { RuntimeServices } from './services.ts';

/** Ends the questions of waiting runs whose time is up. Nobody owns such a run, so any process may. */
export function expireQuestions(services: RuntimeServices, only: RunId | undefined): void {
  const { store, clock } = services;
  const at = clock.now();
  for (const run of store.runs.list({ status: ['waiting'], limit: 10_000 })) {
    if (run.wakeAt === null || run.wakeAt > at || (only !== undefined && run.runId !== only)) continue;
    for (const step of loadRun(store, run.runId).steps) {
      if (step.wait?.expiresAt === undefined || step.wait.expiresAt === null || step.wait.expiresAt > at) continue;
      commandRun(store, run.runId, { type: 'fire-timer', timer: 'expiry', stepId: step.step.id }, { actor: CLOCK, at });
    }
  }
}

const CLOCK = { kind: 'policy', name: 'expiry' } as const;
