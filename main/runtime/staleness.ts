import type { OwnedRun } from '#main/engine/ports/store.ts';
import type { RunId } from '#shared/run/ids.ts';

/** What one look at a run's owner showed. */
interface Observation {
  readonly generation: number;
  readonly ownerBeat: number;
  readonly count: number;
}

export interface StalenessOptions {
  readonly leaseMs: number;
  /** How many stale looks in a row it takes. */
  readonly needed: number;
  /** Difference of the clocks that means that the machine slept, ms. */
  readonly sleepMs: number;
}

/**
 * Decides whose runs may be taken over. Stale is not dead: an owner counts as gone only after several looks in a row that
 * show the same beat, older than the lease; and after the machine slept every owner gets the time to beat again first.
 */
export class Staleness {
  readonly #options: StalenessOptions;
  #seen = new Map<RunId, Observation>();
  #lastWall: number | undefined;
  #lastMonotonic = 0;
  #graceUntil = 0;

  constructor(options: StalenessOptions) {
    this.#options = options;
  }

  /** One look. `wall` is ms UTC. Returns the runs whose owners are gone. */
  look(owned: readonly OwnedRun[], wall: number, monotonic: number): readonly OwnedRun[] {
    this.#noticeSleep(wall, monotonic);
    const seen = new Map<RunId, Observation>();
    const gone: OwnedRun[] = [];
    for (const run of owned) {
      if (wall - run.beatAt < this.#options.leaseMs || monotonic < this.#graceUntil) continue;
      const before = this.#seen.get(run.runId);
      const isSame = before?.generation === run.generation && before.ownerBeat === run.ownerBeat;
      const count = isSame ? before.count + 1 : 1;
      seen.set(run.runId, { generation: run.generation, ownerBeat: run.ownerBeat, count });
      if (count >= this.#options.needed) gone.push(run);
    }
    this.#seen = seen;
    return gone;
  }

  /** The machine slept, or says so (a suspend event of the platform): nobody is stale until everybody could beat. */
  noteSleep(monotonic: number): void {
    this.#seen = new Map();
    this.#graceUntil = monotonic + this.#options.leaseMs;
  }

  #noticeSleep(wall: number, monotonic: number): void {
    if (this.#lastWall !== undefined) {
      const jump = Math.abs(wall - this.#lastWall - (monotonic - this.#lastMonotonic));
      if (jump > this.#options.sleepMs) this.noteSleep(monotonic);
    }
    this.#lastWall = wall;
    this.#lastMonotonic = monotonic;
  }
}
