import { decide, evolveAll } from '#main/engine/decide.ts';
import type { Claim } from '#main/engine/ports/store.ts';
import { errorMessage } from '#shared/lib/app-error.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { InstanceId, RunId } from '#shared/run/ids.ts';
import { appendRequest } from './append-request.ts';
import { loadRun } from './commands.ts';
import type { RuntimeServices } from './services.ts';

/** Why an executor let go. A fault waits for a person; where nothing had begun the run just queues again. */
interface Ending {
  readonly reason: string;
  readonly isFault: boolean;
}

/**
 * Runs of this process that no executor holds any more, and of which not even that could be recorded (a disk that was full
 * for a moment). As long as the process beats nobody else takes them over, so it has to try again itself.
 */
export class UnsettledRuns {
  readonly #services: RuntimeServices;
  readonly #owner: InstanceId;
  readonly #actor: Actor;
  readonly #endings = new Map<RunId, { readonly claim: Claim; readonly ending: Ending }>();

  constructor(services: RuntimeServices, owner: InstanceId, actor: Actor) {
    this.#services = services;
    this.#owner = owner;
    this.#actor = actor;
  }

  add(claim: Claim, ending: Ending): void {
    this.#endings.set(claim.runId, { claim, ending });
  }

  /** Tries to record every one of them; what still cannot be is kept. */
  settle(): void {
    for (const { claim, ending } of [...this.#endings.values()]) {
      try {
        if (this.#record(claim, ending)) this.#endings.delete(claim.runId);
      } catch (error) {
        // The fault itself was told when it came.
        this.#services.logger.debug(`the end of run ${claim.runId} cannot be recorded yet: ${errorMessage(error)}`);
      }
    }
  }

  /** False when others appended meanwhile. */
  #record({ runId, generation }: Claim, ending: Ending): boolean {
    const { store, clock } = this.#services;
    const state = loadRun(store, runId);
    if (state.owner !== this.#owner || state.generation !== generation) return true;
    const decided = decide(state, { type: 'interrupt', ...ending }, { actor: this.#actor, at: clock.now() });
    if (!decided.ok) return true;
    const outcome = store.runs.append({
      ...appendRequest(state, evolveAll(state, decided.value), decided.value, this.#actor),
      fence: { owner: this.#owner, generation },
    });
    return outcome.ok || outcome.why === 'fenced';
  }
}
