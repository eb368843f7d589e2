import { decide, evolveAll } from '#main/engine/decide.ts';
import type { Claim } from '#main/engine/ports/store.ts';
import type { RunState } from '#main/engine/state.ts';
import { errorCode, errorMessage } from '#shared/lib/app-error.ts';
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

/** Codes of histories that do not become readable again by themselves. */
const BEYOND_READING: ReadonlySet<string> = new Set(['store.chain-broken', 'run.no-plan']);

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
        const state = this.#read(claim);
        if (state === undefined || this.#record(state, claim, ending)) this.#endings.delete(claim.runId);
      } catch (error) {
        // The fault itself was told when it came.
        this.#services.logger.debug(`the end of run ${claim.runId} cannot be recorded yet: ${errorMessage(error)}`);
      }
    }
  }

  /** `undefined` where nobody will ever be able to: the run is given up then, and holds its lane no longer. */
  #read({ runId, generation }: Claim): RunState | undefined {
    const { store, clock } = this.#services;
    try {
      return loadRun(store, runId);
    } catch (error) {
      if (!BEYOND_READING.has(errorCode(error) ?? '')) throw error;
      const reason = `its history cannot be read: ${errorMessage(error)}`;
      store.runs.giveUp({
        runId,
        owner: this.#owner,
        generation,
        reason,
        actor: this.#actor,
        now: clock.now(),
      });
      return undefined;
    }
  }

  /** False when others appended meanwhile. */
  #record(state: RunState, { generation }: Claim, ending: Ending): boolean {
    const { store, clock } = this.#services;
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
