import type { Metrics } from '#shared/api/board.ts';
import type { Facet, HistoryFilter, HistoryRow, HistorySort, HistoryStats, SavedView } from '#shared/api/history.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ShownStatus } from '#shared/run/status.ts';

/** A run as lists show it. */
export type ListedRun = Omit<HistoryRow, 'hit'>;

/** The runs of one lane that have ended. */
export interface LaneEnds {
  /** The newest end first. */
  readonly rows: readonly ListedRun[];
  readonly endedSince: number;
}

export interface HistoryQuery {
  readonly filter: HistoryFilter;
  readonly sort: HistorySort;
  readonly offset: number;
  readonly limit: number;
}

/**
 * The runs of a data folder, filtered, sorted, searched and counted. Every answer sees all that was committed. `from` and
 * `to` of a filter bound the creation of a run, `to` exclusive. A text is found where each of its words is: as part of the
 * label, the plan's name or title, or the session's name; as the beginning of a word in a step title, a reason, the plan's
 * text or a log.
 */
export interface HistoryStore {
  window(query: HistoryQuery): {
    readonly rows: readonly HistoryRow[];
    readonly total: number;
    /** With a text: some runs are not yet, or some logs only in part, in the text index. */
    readonly textIncomplete: boolean;
  };
  /** The last 60 days up to the newest run that the filter lets through (or its `to`). */
  stats(filter: HistoryFilter): HistoryStats;
  facets(): {
    /** Most runs first; the value of a plan is its name, its label the newest title. */
    readonly plans: readonly Facet[];
    readonly sessions: readonly Facet<SessionId>[];
    readonly operators: readonly Facet[];
    readonly status: Readonly<Partial<Record<ShownStatus, number>>>;
    /** When the first run was created, ms UTC. */
    readonly since: number | null;
    readonly total: number;
  };
  /** Runs that the filter lets through, newest first, for acts on all pages. */
  ids(filter: HistoryFilter, limit: number): readonly RunId[];
  /** The run as lists show it. */
  row(runId: RunId): ListedRun | undefined;
  /** Runs of a session that have ended: for each lane the `most` newest, and how many ended at `since` or later (ms UTC). */
  endedByLane(
    sessionId: SessionId,
    ask: { readonly most: number; readonly since: number },
  ): Readonly<Record<Lane, LaneEnds>>;
  /** Of the newest fifty succeeded runs of the plan, ms; `null` when there was none. */
  medianDuration(planName: string): number | null;
  /** The same for each step by its id, of the newest twenty succeeded runs. */
  stepMedians(planName: string): Readonly<Record<string, number>>;
  /** Days are the seven (UTC) that end with `now`. */
  metrics(now: number): Metrics;
  /** Does a piece of the work that the first look would take time for; `false` when nothing is left to do. */
  warm(): boolean;
  /** How far the text index is. */
  textIndex(): TextIndexState;
}

export interface TextIndexState {
  /** `absent`: nothing has built it yet, or it cannot be read; only names are searched then. */
  readonly status: 'absent' | 'behind' | 'complete';
  /** Changes of runs that it has not seen. */
  readonly behind: number;
  /** Logs of which only the first and last 128 KiB are in it. */
  readonly cutLogs: number;
}

/** What has changed since a cursor was given out. */
export interface RunChanges {
  /** To be handed in with the next call. */
  readonly cursor: number;
  /** The latest state of each run that changed, in the order of their last change. */
  readonly runs: readonly RunSummary[];
  /** More has changed already: ask again at once. */
  readonly more: boolean;
}

/** What else can change; each number grows with every change, by whichever process. */
export interface TopicCounts {
  readonly sessions: number;
  readonly plans: number;
  readonly settings: number;
  readonly views: number;
  /** MCP servers, their pins and rules, and the calls that were made outside of runs. */
  readonly servers: number;
}

/** Filters that people have named. A name stands once: refused with `view.exists`; unknown ids with `view.unknown`. */
export interface ViewStore {
  /** By name. */
  list(): readonly SavedView[];
  /** A new view with `id: null`, else that view with what is given. */
  save(
    view: {
      readonly id: string | null;
      readonly name: string;
      readonly filter: HistoryFilter;
      readonly sort: HistorySort;
    },
    now: number,
  ): SavedView;
  rename(id: string, name: string, now: number): SavedView;
  /** Nothing happens when it is gone already. */
  remove(id: string): void;
}
