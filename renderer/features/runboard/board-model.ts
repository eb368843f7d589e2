import { formatDuration } from '#renderer/ui/formats.ts';
import type { SegmentState } from '#renderer/ui/progress.tsx';
import type { Board, FinishedItem, LaneView, QueueItem, RunCard, WorkerView } from '#shared/api/board.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import { type RunId, runLabel } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

/** What a card offers first. */
export type CardPhase = 'work' | 'decide' | 'paused' | 'doubt';

/** What stands in a lane, in the order in which keys go through it. */
export interface BoardItem {
  readonly lane: Lane | null;
  readonly place: 'card' | 'queue' | 'finished';
  readonly run: RunSummary;
}

/** Where a queued run would go. */
export interface QueuePlace {
  readonly lane: Lane | null;
  /** The queued run that it would stand before; `null`: at the end. */
  readonly before: RunId | null;
}

export function cardPhase(card: RunCard): CardPhase {
  if (card.question !== null) return card.status === 'indoubt' ? 'doubt' : 'decide';
  if (card.status === 'indoubt') return 'doubt';
  return card.run.paused ? 'paused' : 'work';
}

/** The bars of a card: one for each step; what has not begun is hollow. */
export function cardSegments(card: RunCard): readonly SegmentState[] {
  return card.steps.map((step) => (step.status === 'queued' ? { id: step.id } : { id: step.id, status: step.status }));
}

/** How far a run is, in words for those who do not see the bars. */
export function cardProgress(card: RunCard): string {
  const done = card.steps.filter((step) => step.status === 'succeeded').length;
  return `${done} of ${card.steps.length} ${card.steps.length === 1 ? 'step' : 'steps'} verified`;
}

/** The line below the name of an ended run: why it did not pass, or how long it took. */
export function finishedNote({ run, status, runTimeMs }: FinishedItem): string {
  const time = runTimeMs === null ? '' : formatDuration(runTimeMs);
  const steps = `${run.stepsTotal} ${run.stepsTotal === 1 ? 'step' : 'steps'}`;
  const parts = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join(' · ');
  switch (status) {
    case 'failed':
    case 'indoubt':
    case 'rolledback':
      return parts(run.reason === '' ? steps : run.reason, time);
    case 'canceled':
      return parts(time, run.reason === '' ? 'canceled' : run.reason);
    case 'waived':
      return parts(time, 'passed with waiver');
    default:
      return parts(time, steps);
  }
}

/** Why a badge with missing proofs is an alarm, if it is one. */
export function proofAlarm(item: FinishedItem): 'failed' | 'indoubt' | undefined {
  return item.status === 'failed' || item.status === 'indoubt' ? item.status : undefined;
}

/** Every run on the board by its id. */
export function itemsById(board: Board): ReadonlyMap<RunId, BoardItem> {
  const items = new Map<RunId, BoardItem>();
  for (const item of board.anyLane) items.set(item.run.runId, { lane: null, place: 'queue', run: item.run });
  for (const lane of board.lanes) {
    for (const { run } of cardsOf(lane)) items.set(run.runId, { lane: lane.lane, place: 'card', run });
    for (const { run } of lane.queue) items.set(run.runId, { lane: lane.lane, place: 'queue', run });
    for (const { run } of lane.finished) items.set(run.runId, { lane: lane.lane, place: 'finished', run });
  }
  return items;
}

/** The cards of a lane: the one that holds it, then those that wait. */
export function cardsOf(lane: LaneView): readonly RunCard[] {
  return lane.active === null ? lane.waiting : [lane.active, ...lane.waiting];
}

/** Where a key takes a queued run: one place up or down in its queue, or to the end of the lane beside it. */
export function movedByKey(board: Board, runId: RunId, key: 'up' | 'down' | 'left' | 'right'): QueuePlace | null {
  const lane = board.lanes.find(({ queue }) => queue.some(({ run }) => run.runId === runId))?.lane ?? null;
  const queue = lane === null ? board.anyLane : (board.lanes.find((view) => view.lane === lane)?.queue ?? []);
  const at = queue.findIndex(({ run }) => run.runId === runId);
  if (at < 0) return null;
  switch (key) {
    case 'up':
      return at === 0 ? null : { lane, before: queue[at - 1]?.run.runId ?? null };
    case 'down':
      return at === queue.length - 1 ? null : { lane, before: queue[at + 2]?.run.runId ?? null };
    case 'left':
    case 'right': {
      const beside = laneBeside(lane, key);
      return beside === undefined ? null : { lane: beside, before: null };
    }
  }
}

/** A drop that leaves everything where it stands. */
export function isSamePlace(queue: readonly QueueItem[], runId: RunId, before: RunId | null): boolean {
  const at = queue.findIndex(({ run }) => run.runId === runId);
  if (at < 0) return false;
  return before === runId || before === (queue[at + 1]?.run.runId ?? null);
}

function laneBeside(lane: Lane | null, key: 'left' | 'right'): Lane | undefined {
  if (lane === null) return key === 'right' ? 'A' : undefined;
  return LANES[LANES.indexOf(lane) + (key === 'right' ? 1 : -1)];
}

/** What a move is said to have done. */
export function moveText(run: RunSummary, place: QueuePlace): string {
  return `${runLabel(run.number)} moved to ${place.lane === null ? 'any lane' : `lane ${place.lane}`}`;
}

/** The worker of a lane with its newest heartbeat; where the lane knows of none, the one that beat last. */
export function liveWorker(live: readonly WorkerView[], known: WorkerView | null): WorkerView | null {
  const same = live.find(({ instance }) => instance === known?.instance);
  return same ?? known ?? live.toSorted((a, b) => b.beatAt - a.beatAt)[0] ?? null;
}
