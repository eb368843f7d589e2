import type { Json } from '../lib/json.ts';
import type { CheckKind } from '../pulser/check.ts';
import type { ToolIdentity } from './event.ts';

/** What one reading says: the check holds, does not hold, or could not be read (which is neither). */
export type ReadingStatus = 'green' | 'red' | 'unreadable';

/** One reading of one check. Already masked. */
export interface Reading {
  /** Index in the step's `verify`, or in `before` for a precondition. */
  readonly check: number;
  readonly name: string;
  readonly kind: CheckKind;
  readonly severity: 'fail' | 'warn';
  readonly status: ReadingStatus;
  /** What was seen, in the check's own terms: exit code, status, value, digest. */
  readonly observed: Json;
  /** One line that says why it is green, red or unreadable. */
  readonly message: string;
  /** ms UTC. */
  readonly at: number;
  readonly durationMs: number;
  /** How often it was read until this answer (1 without polling). */
  readonly polls: number;
  /** The tool of an MCP server that it was read with. */
  readonly tool?: ToolIdentity;
}

/**
 * When readings are taken: `before` the act (preconditions with them), `after` it, `retry` before another try, `recovery`
 * after an interruption, `undo` after an undo.
 */
export const READ_PHASES = ['before', 'after', 'retry', 'recovery', 'undo'] as const;
export type ReadPhase = (typeof READ_PHASES)[number];
