import { create } from 'zustand';
import type { WorkerView } from '#shared/api/board.ts';
import type { ContractClient } from '#shared/api/contract.ts';
import type { Changes } from '#shared/api/system.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { inPageTime } from './beats.ts';
import { client } from './client.ts';
import { Invalidator } from './invalidate.ts';
import { queryClient } from './query.ts';
import { followForever } from './resume.ts';

/** Runs that are remembered as changed. */
const MOST_RUNS = 500;

export interface Live {
  /** Their beats are in the clock of this page. */
  readonly workers: readonly WorkerView[];
  /** Where the feed stands; `null` before its first word. */
  readonly cursor: number | null;
  /** The newest state of the runs that changed while the page was open, the last changed ones. */
  readonly changedRuns: ReadonlyMap<RunId, RunSummary>;
}

/** What is going on, as the feed of changes tells it. */
export const useLive = create<Live>(() => ({ workers: [], cursor: null, changedRuns: new Map() }));

/** Keeps everything that the page shows up to date. Called once, when the page starts; the result ends it. */
export function startLive(): () => void {
  const stop = new AbortController();
  const invalidator = new Invalidator(queryClient);
  void followChanges(
    client,
    (changes, isFirst) => {
      useLive.setState((before) => advance(before, changes));
      // What was read before the feed began may be older than its cursor.
      if (isFirst) void queryClient.invalidateQueries();
      else invalidator.add(changes);
    },
    stop.signal,
  );
  return () => {
    stop.abort();
    invalidator.stop();
  };
}

/** The feed from now on, over broken connections: each change once. */
export async function followChanges(
  api: ContractClient,
  take: (changes: Changes, isFirst: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  let cursor: number | null = null;
  await followForever(
    (signal) => api.system.changes({ after: cursor }, { signal }),
    (changes) => {
      const isFirst = cursor === null;
      cursor = changes.cursor;
      take(changes, isFirst);
    },
    signal,
  );
}

function advance(before: Live, { cursor, at, runs, workers: heard }: Changes): Live {
  const workers = inPageTime(heard, { at, heardAt: Date.now() });
  if (runs.length === 0) return { workers, cursor, changedRuns: before.changedRuns };
  const changedRuns = new Map(before.changedRuns);
  for (const run of runs) {
    changedRuns.delete(run.runId);
    changedRuns.set(run.runId, run);
  }
  for (const runId of changedRuns.keys()) {
    if (changedRuns.size <= MOST_RUNS) break;
    changedRuns.delete(runId);
  }
  return { workers, cursor, changedRuns };
}
