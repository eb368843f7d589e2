import { errorMessage } from '#shared/lib/app-error.ts';
import type { RunId } from '#shared/run/ids.ts';
import { commandRun, loadRun } from './commands.ts';
import type { RuntimeServices } from './services.ts';

const CLOCK = { kind: 'policy', name: 'expiry' } as const;

/** Ends the questions of waiting runs whose time is up. Nobody owns such a run, so any process may. */
export class QuestionExpiry {
  readonly #services: RuntimeServices;
  readonly #only: RunId | undefined;
  /** Runs of which a failure was told already. */
  readonly #told = new Set<RunId>();

  constructor(services: RuntimeServices, only: RunId | undefined) {
    this.#services = services;
    this.#only = only;
  }

  /** One look. A run that cannot be read keeps no other one from expiring. */
  look(): void {
    const { store, clock, logger } = this.#services;
    const at = clock.now();
    for (const { runId, wakeAt } of store.runs.list({ status: ['waiting'], limit: 10_000 })) {
      if (wakeAt === null || wakeAt > at || (this.#only !== undefined && runId !== this.#only)) continue;
      try {
        this.#expire(runId, at);
      } catch (error) {
        if (!this.#told.has(runId))
          logger.error(`the questions of run ${runId} cannot expire: ${errorMessage(error)}`, { error });
        this.#told.add(runId);
      }
    }
  }

  #expire(runId: RunId, at: number): void {
    const { store } = this.#services;
    for (const step of loadRun(store, runId).steps) {
      if (step.wait?.expiresAt === undefined || step.wait.expiresAt === null || step.wait.expiresAt > at) continue;
      commandRun(store, runId, { type: 'fire-timer', timer: 'expiry', stepId: step.step.id }, { actor: CLOCK, at });
    }
  }
}
