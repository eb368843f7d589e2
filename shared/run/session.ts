import type { SessionId } from './ids.ts';

/** A piece of the operator's work: four lanes, a queue, and a folder that its runs share. */
export interface Session {
  readonly id: SessionId;
  /** Unique among sessions that are not archived. */
  readonly name: string;
  /** ms UTC. */
  readonly createdAt: number;
  readonly archivedAt: number | null;
}
