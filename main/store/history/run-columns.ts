import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { StepStatus } from '#shared/run/run.ts';
import { type RunAxes, runStatus, SHOWN_STATUSES, type ShownStatus } from '#shared/run/status.ts';
import { DISPOSITIONS, type Disposition } from '#shared/run/verdict.ts';
import { Names } from './names.ts';

/** What the history keeps of a run's row. */
export interface ColumnRow {
  readonly number: number;
  readonly session_id: string;
  readonly plan_digest: string;
  readonly plan_name: string;
  readonly execution: RunAxes['execution'];
  readonly verification: RunAxes['verification'];
  readonly disposition: Disposition;
  readonly rollback: RunAxes['rollback'];
  readonly paused: number;
  readonly lane: Lane | null;
  readonly lane_wish: Lane | null;
  readonly operator: string;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly proofs_verified: number;
  readonly proofs_rejected: number;
  /** What the steps of a running run do. */
  readonly step_status: StepStatus | null;
}

const FIRST_CAPACITY = 1024;
/** In `status`, `lane`: there is none. */
const NONE = 255;

/**
 * The runs of a data folder column by column, some fifty bytes a run, by number less one: numbers have no gaps. Filtering,
 * sorting and counting a hundred thousand runs takes milliseconds here, in whatever combination.
 */
export class RunColumns {
  /** Runs with numbers up to this one may be there. */
  length = 0;
  readonly plans = new Names();
  readonly digests = new Names();
  readonly sessions = new Names();
  readonly operators = new Names();
  status = new Uint8Array(FIRST_CAPACITY).fill(NONE);
  disposition = new Uint8Array(FIRST_CAPACITY);
  lane = new Uint8Array(FIRST_CAPACITY);
  plan = new Uint32Array(FIRST_CAPACITY);
  digest = new Uint32Array(FIRST_CAPACITY);
  session = new Uint32Array(FIRST_CAPACITY);
  operator = new Uint32Array(FIRST_CAPACITY);
  verified = new Uint32Array(FIRST_CAPACITY);
  rejected = new Uint32Array(FIRST_CAPACITY);
  created = new Float64Array(FIRST_CAPACITY);
  /** NaN: not yet. */
  started = new Float64Array(FIRST_CAPACITY);
  finished = new Float64Array(FIRST_CAPACITY);

  put(row: ColumnRow): void {
    const i = row.number - 1;
    while (i >= this.status.length) this.#grow();
    this.length = Math.max(this.length, row.number);
    const axes = {
      execution: row.execution,
      verification: row.verification,
      rollback: row.rollback,
      paused: row.paused !== 0,
    };
    this.status[i] = SHOWN_STATUSES.indexOf(runStatus(axes, row.step_status));
    this.disposition[i] = DISPOSITIONS.indexOf(row.disposition);
    const lane = row.lane ?? row.lane_wish;
    this.lane[i] = lane === null ? NONE : LANES.indexOf(lane);
    this.plan[i] = this.plans.index(row.plan_name);
    this.digest[i] = this.digests.index(row.plan_digest);
    this.session[i] = this.sessions.index(row.session_id);
    this.operator[i] = this.operators.index(row.operator);
    this.verified[i] = row.proofs_verified;
    this.rejected[i] = row.proofs_rejected;
    this.created[i] = row.created_at;
    this.started[i] = row.started_at ?? Number.NaN;
    this.finished[i] = row.finished_at ?? Number.NaN;
  }

  /** There is such a run: a damaged database may have lost some. */
  has(i: number): boolean {
    return this.status[i] !== NONE;
  }

  shown(i: number): ShownStatus {
    return SHOWN_STATUSES[this.status[i] as number] as ShownStatus;
  }

  /** ms from start to end; NaN while it has not ended, or never started. */
  duration(i: number): number {
    return (this.finished[i] as number) - (this.started[i] as number);
  }

  #grow(): void {
    const size = this.status.length * 2;
    const grown = <T extends Uint8Array | Uint32Array | Float64Array>(old: T, next: T): T => {
      next.set(old);
      return next;
    };
    this.status = grown(this.status, new Uint8Array(size).fill(NONE));
    this.disposition = grown(this.disposition, new Uint8Array(size));
    this.lane = grown(this.lane, new Uint8Array(size));
    this.plan = grown(this.plan, new Uint32Array(size));
    this.digest = grown(this.digest, new Uint32Array(size));
    this.session = grown(this.session, new Uint32Array(size));
    this.operator = grown(this.operator, new Uint32Array(size));
    this.verified = grown(this.verified, new Uint32Array(size));
    this.rejected = grown(this.rejected, new Uint32Array(size));
    this.created = grown(this.created, new Float64Array(size));
    this.started = grown(this.started, new Float64Array(size));
    this.finished = grown(this.finished, new Float64Array(size));
  }
}
