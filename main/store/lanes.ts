import type { LaneStore } from '#main/engine/ports/store.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { LaneState, LaneStates } from '#shared/run/lane.ts';
import type { Connection } from './connection.ts';
import type { Wake } from './wake.ts';

interface PolicyRow {
  readonly lane: string;
  readonly held: number;
  readonly reserved: number;
  readonly changed_by: string;
  readonly changed_at: number;
}

const OPEN: LaneState = { held: false, reserved: false, changedBy: null, changedAt: null };

export function laneStore(connection: Connection, wake: Wake): LaneStore {
  return {
    policies() {
      const rows = connection.all<PolicyRow>('select lane, held, reserved, changed_by, changed_at from lane_policies');
      const set = new Map(rows.map((row) => [row.lane, laneState(row)]));
      return Object.fromEntries(LANES.map((lane) => [lane, set.get(lane) ?? OPEN])) as LaneStates;
    },

    setPolicy(lane, { held, reserved }, actor, now) {
      connection.write(() =>
        connection.run(
          `insert into lane_policies (lane, held, reserved, changed_by, changed_at)
             values (?, coalesce(?, 0), coalesce(?, 0), ?, ?)
           on conflict (lane) do update set held = coalesce(?, held), reserved = coalesce(?, reserved),
             changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
          lane,
          flag(held),
          flag(reserved),
          JSON.stringify(actor),
          now,
          flag(held),
          flag(reserved),
        ),
      );
      wake.notify();
    },
  };
}

/** `null`: it stays as it is. */
function flag(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value);
}

function laneState(row: PolicyRow): LaneState {
  return {
    held: row.held === 1,
    reserved: row.reserved === 1,
    changedBy: JSON.parse(row.changed_by) as Actor,
    changedAt: row.changed_at,
  };
}

/** What the policies forbid, as a claim needs it. */
export interface ClosedLanes {
  readonly held: readonly Lane[];
  /** Closed to runs that ask for no lane. */
  readonly reserved: readonly Lane[];
}

/** Inside the transaction of the claim that obeys them. */
export function closedLanes(connection: Connection): ClosedLanes {
  const rows = connection.all<Pick<PolicyRow, 'lane' | 'held' | 'reserved'>>(
    'select lane, held, reserved from lane_policies where held = 1 or reserved = 1',
  );
  const lanes = (found: typeof rows): readonly Lane[] => found.map((row) => row.lane as Lane);
  return {
    held: lanes(rows.filter((row) => row.held === 1)),
    reserved: lanes(rows.filter((row) => row.reserved === 1)),
  };
}

/** The lanes that a run with that wish may ever take under the policies. */
export function allowedLanes({ held, reserved }: ClosedLanes, wish: string | null): readonly Lane[] {
  return LANES.filter((lane) => !held.includes(lane) && (wish === null ? !reserved.includes(lane) : lane === wish));
}
