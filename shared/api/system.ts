import { type } from '@orpc/contract';
import * as z from 'zod';
import type { ErrorData } from '../lib/app-error.ts';
import type { RunSummary } from '../run/run.ts';
import { call } from './base.ts';
import type { WorkerView } from './board.ts';

/** Whether the control room can work. `unusable`: nothing but this call and those of `host` answers. */
export interface SystemState {
  readonly status: 'ready' | 'read-only' | 'unusable';
  /** Why it is not ready: damage, a newer database, a folder that cannot be opened. */
  readonly problem: ErrorData | null;
  readonly version: string;
  readonly dataDir: string;
  readonly operator: string;
  readonly host: string;
  /** Events in the ledger, and the hash of the last one. */
  readonly ledger: { readonly events: number; readonly lastHash: string | null };
  /** True until the first run of this data folder. */
  readonly isNew: boolean;
}

/** What changed since a cursor. */
export interface Changes {
  /** Give it back to go on from here: nothing is lost, nothing comes twice. */
  readonly cursor: number;
  /** ms UTC, by the clock of the control room. */
  readonly at: number;
  /** Runs with new events, as they are now. */
  readonly runs: readonly RunSummary[];
  /** What else changed and should be read anew. */
  readonly topics: readonly Topic[];
  /** Live and lately silent workers; sent with every heartbeat. */
  readonly workers: readonly WorkerView[];
}

/** `day`: another day has begun, UTC, and what is counted of today begins anew. */
export const TOPICS = [
  'sessions',
  'plans',
  'settings',
  'views',
  'servers',
  'lanes',
  'identity',
  'secrets',
  'day',
] as const;
export type Topic = (typeof TOPICS)[number];

export const system = {
  state: call.input(z.strictObject({})).output(type<SystemState>()),
  /** The feed of everything, from a cursor on; `null`: from now on. */
  changes: call
    .input(z.strictObject({ after: z.int().min(0).nullable() }))
    .output(type<AsyncIteratorObject<Changes, void, void>>()),
  /** The checks of `opsroom doctor`. */
  doctor: call
    .input(z.strictObject({}))
    .output(
      type<
        readonly { readonly name: string; readonly status: 'ok' | 'warning' | 'problem'; readonly message: string }[]
      >(),
    ),
};
