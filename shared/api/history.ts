import { type } from '@orpc/contract';
import * as z from 'zod';
import type { Digest } from '../lib/digest.ts';
import { LANES } from '../pulser/plan.ts';
import type { RunId } from '../run/ids.ts';
import type { RunSummary } from '../run/run.ts';
import { SHOWN_STATUSES, type ShownStatus } from '../run/status.ts';
import { DISPOSITIONS } from '../run/verdict.ts';
import { call, reason, runId, sessionId } from './base.ts';
import type { WaiverView } from './runs.ts';

/** All members must hold; within a list one of its words. */
export const historyFilter = z.strictObject({
  status: z.array(z.enum(SHOWN_STATUSES)).optional(),
  plans: z.array(z.string()).optional(),
  lanes: z.array(z.enum(LANES)).optional(),
  sessions: z.array(sessionId).optional(),
  operators: z.array(z.string()).optional(),
  dispositions: z.array(z.enum(DISPOSITIONS)).optional(),
  /** ms UTC, by when the run was made. */
  from: z.int().optional(),
  to: z.int().optional(),
  /** Run label, plan, step, reason, plan text or log text. */
  text: z.string().max(500).optional(),
});
export type HistoryFilter = z.output<typeof historyFilter>;

export const historySort = z.strictObject({
  by: z.enum(['started', 'run-time', 'plan', 'session', 'number']),
  descending: z.boolean(),
});
export type HistorySort = z.output<typeof historySort>;

export interface HistoryRow {
  readonly run: RunSummary;
  readonly status: ShownStatus;
  readonly planTitle: string;
  readonly operator: string;
  /** ms; `null` when it has not ended or never started. */
  readonly runTimeMs: number | null;
  readonly proofs: { readonly verified: number; readonly total: number };
  /** Global number of its last event. */
  readonly position: number;
  /** Where a searched text was found, when not in the row itself. */
  readonly hit: {
    readonly where: 'plan' | 'step' | 'log';
    readonly stepId: string | null;
    readonly excerpt: string;
  } | null;
}

/** One day (UTC). */
export interface DayStats {
  /** ms UTC of its midnight. */
  readonly day: number;
  readonly outcomes: Readonly<Partial<Record<ShownStatus, number>>>;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
}

export interface HistoryStats {
  /** Oldest first, at most 60 days, those without runs included. */
  readonly days: readonly DayStats[];
  readonly outcomes: Readonly<Partial<Record<ShownStatus, number>>>;
  readonly total: number;
}

/** What stands behind the outcome of a run. */
export interface RunEvidence {
  /** How many events its history has, and the hash of the newest one. */
  readonly events: number;
  readonly digest: Digest;
  readonly waivers: readonly WaiverView[];
}

/** A filter with a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly filter: HistoryFilter;
  readonly sort: HistorySort;
}

export interface Facet<T extends string = string> {
  readonly value: T;
  readonly label: string;
  readonly runs: number;
}

const viewName = z.string().trim().min(1).max(80);

export const history = {
  window: call
    .input(
      z.strictObject({
        filter: historyFilter,
        sort: historySort,
        offset: z.int().min(0),
        limit: z.int().min(1).max(500),
      }),
    )
    .output(
      type<{
        readonly rows: readonly HistoryRow[];
        readonly total: number;
        /** Some logs are not yet, or only in part, in the text index. */
        readonly textIncomplete: boolean;
      }>(),
    ),
  stats: call.input(z.strictObject({ filter: historyFilter })).output(type<HistoryStats>()),
  /** In the order of the ids; `null` for a run that is not there. */
  evidence: call
    .input(z.strictObject({ runIds: z.array(runId).max(500) }))
    .output(type<readonly (RunEvidence | null)[]>()),
  facets: call.input(z.strictObject({})).output(
    type<{
      readonly plans: readonly Facet[];
      readonly sessions: readonly Facet[];
      readonly operators: readonly Facet[];
      readonly since: number | null;
      readonly total: number;
    }>(),
  ),
  /**
   * Sets the disposition of runs, or of all that a filter finds (`expect` of them: refused when it finds another number) but
   * some.
   */
  dispose: call
    .input(
      z.strictObject({
        which: z.union([
          z.strictObject({ runIds: z.array(runId).min(1).max(1000) }),
          z.strictObject({
            filter: historyFilter,
            expect: z.int().min(1),
            except: z.array(runId).max(1000).optional(),
          }),
        ]),
        disposition: z.enum(DISPOSITIONS).exclude(['superseded']),
        reason,
      }),
    )
    .output(
      type<{
        readonly changed: number;
        readonly refused: readonly { readonly runId: RunId; readonly why: string }[];
      }>(),
    ),
  views: call.input(z.strictObject({})).output(type<readonly SavedView[]>()),
  saveView: call
    .input(z.strictObject({ id: z.uuid().nullable(), name: viewName, filter: historyFilter, sort: historySort }))
    .output(type<SavedView>()),
  removeView: call.input(z.strictObject({ id: z.uuid() })).output(type<null>()),
};
