import type { Settings } from '#shared/api/settings.ts';
import type { RunSummary } from '#shared/run/run.ts';
import type { ControlRoom } from '../compose.ts';
import { type Notice, needsPerson, noticeOf } from './notices.ts';

/** How often is looked for what other processes did, ms; what this process does is seen at once. */
const LOOK_MS = 1_000;
const MOST_LISTED = 200;

/** What the app shows beside its window. */
export interface AttentionView {
  notify(notice: Notice): void;
  /** Runs that are under way or wait for a person, newest first. */
  showActive(runs: readonly RunSummary[], waiting: number): void;
  applySettings(settings: Settings): void;
}

/** Follows all runs of the data folder, and tells the view what changed. Returns what stops it. */
export function followRuns(room: ControlRoom, view: AttentionView): () => void {
  const { store, services } = room;
  const known = new Map<string, RunSummary>();
  let { cursor } = store.runs.changedSince(null);
  let settings = store.settings.get();
  let settingsSeen = store.topics().settings;
  let isFirst = true;
  let cancel = (): void => {};

  const readSettings = (): void => {
    const revision = store.topics().settings;
    if (revision === settingsSeen && !isFirst) return;
    settingsSeen = revision;
    settings = store.settings.get();
    view.applySettings(settings);
  };
  const readChanges = (): boolean => {
    let hasChanged = false;
    for (;;) {
      const changes = store.runs.changedSince(cursor);
      cursor = changes.cursor;
      if (changes.runs.length === 0) return hasChanged;
      hasChanged = true;
      for (const run of changes.runs) {
        const notice = noticeOf(known.get(run.runId), run, settings.notifications);
        if (notice !== undefined) view.notify(notice);
        if (run.execution === 'finished' || run.execution === 'canceled') known.delete(run.runId);
        else known.set(run.runId, run);
      }
    }
  };
  const readActive = (): void => {
    const active = store.runs.list({ status: ['claimed', 'running', 'waiting', 'interrupted'], limit: MOST_LISTED });
    if (isFirst) for (const run of active) known.set(run.runId, run);
    view.showActive(active, active.filter((run) => needsPerson(run)).length);
  };
  const look = (): void => {
    cancel();
    try {
      readSettings();
      if (readChanges() || isFirst) readActive();
      isFirst = false;
    } catch (error) {
      // A store that is busy for a moment is read at the next look.
      services.logger.error('the runs could not be followed', { error });
    }
    cancel = services.clock.schedule(LOOK_MS, look, { background: true });
  };
  const stopWaking = store.onWake(look);
  look();
  return () => {
    stopWaking();
    cancel();
  };
}
