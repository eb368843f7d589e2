import { errorMessage } from '#shared/lib/app-error.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';
import { commandRun, loadRun } from './commands.ts';
import type { RuntimeServices } from './services.ts';
import { sweepCanceled } from './sweep-run.ts';

/**
 * Ends what canceled runs have started that nobody owns any more, and records that. It takes no lane and no claim, as nothing
 * acts; who dies in the middle of it leaves the run as it stands, for the next who looks.
 */
export class CanceledRuns {
  readonly #services: RuntimeServices;
  readonly #actor: Actor;
  readonly #only: RunId | undefined;
  /** Runs of which a failure was told already. */
  readonly #told = new Set<RunId>();
  readonly #open = new Map<RunId, Promise<void>>();
  #isStopped = false;

  constructor(services: RuntimeServices, actor: Actor, only: RunId | undefined) {
    this.#services = services;
    this.#actor = actor;
    this.#only = only;
  }

  /** Begins to end every such run. */
  look(): void {
    if (this.#isStopped) return;
    for (const runId of this.#services.store.runs.canceling()) {
      if (this.#open.has(runId) || (this.#only !== undefined && this.#only !== runId)) continue;
      this.#open.set(
        runId,
        this.#end(runId)
          .catch((error: unknown) => this.#tell(runId, error))
          .finally(() => this.#open.delete(runId)),
      );
    }
  }

  /** Resolves once nothing of this is under way here. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#open.values());
  }

  /** Looked at again with the next beat. */
  #tell(runId: RunId, error: unknown): void {
    if (this.#told.has(runId)) return;
    this.#told.add(runId);
    this.#services.logger.error(`canceled run ${runId} was not ended: ${errorMessage(error)}`, { error });
  }

  async #end(runId: RunId): Promise<void> {
    const { store, clock } = this.#services;
    const { generation } = loadRun(store, runId);
    const swept = await sweepCanceled(this.#services, runId);
    const context = { actor: this.#actor, at: clock.now() };
    const reported = commandRun(store, runId, { type: 'report-sweep', generation, ...swept }, context);
    // Somebody else was faster, or has claimed it meanwhile and sweeps it.
    if (!reported.ok) this.#services.logger.debug(reported.error.message);
  }
}
