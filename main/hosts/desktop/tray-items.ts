import { runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { needsPerson } from './notices.ts';

const MOST_ITEMS = 12;

/** A line of the tray's menu; without a route it only tells. */
export interface TrayItem {
  readonly label: string;
  readonly route: string | null;
}

/** One line for each active run; one that waits for a person says so. */
export function trayItems(runs: readonly RunSummary[]): readonly TrayItem[] {
  if (runs.length === 0) return [{ label: 'No run is under way', route: null }];
  const items: TrayItem[] = runs.slice(0, MOST_ITEMS).map((run) => {
    const state = needsPerson(run) ? ': needs a decision' : ` · ${run.stepsDone}/${run.stepsTotal}`;
    return { label: `${runLabel(run.number)} ${run.planName}${state}`, route: `/runs/${runLabel(run.number)}` };
  });
  if (runs.length > MOST_ITEMS) items.push({ label: `${runs.length - MOST_ITEMS} more…`, route: '/' });
  return items;
}

/** What the tray says when it is pointed at. */
export function trayTip(runs: readonly RunSummary[]): string {
  const waiting = runs.filter((run) => needsPerson(run)).length;
  if (runs.length === 0) return 'Ops Control Room';
  return `Ops Control Room: ${runs.length} active${waiting === 0 ? '' : `, ${waiting} waiting for you`}`;
}
