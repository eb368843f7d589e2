import type { Lane } from '../pulser/plan.ts';
import type { Actor } from './actor.ts';

/** What an operator allows in a lane, in every session of a data folder. */
export interface LanePolicy {
  /** Nothing is claimed into the lane; a run that is in it goes on. */
  readonly held: boolean;
  /** Only runs that ask for the lane get it. */
  readonly reserved: boolean;
}

/** A lane's policy, and who set it when (ms UTC); `null` where nobody has. */
export interface LaneState extends LanePolicy {
  readonly changedBy: Actor | null;
  readonly changedAt: number | null;
}

/** The policies of all lanes. */
export type LaneStates = Readonly<Record<Lane, LaneState>>;
