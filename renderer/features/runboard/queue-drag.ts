import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useState } from 'react';
import type { QueueItem } from '#shared/api/board.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';
import type { QueuePlace } from './board-model.ts';

const KIND = 'queued-run';

/** Which side of a row a dragged run would land on. */
export type Edge = 'above' | 'below';

/** Makes a row of a queue something that can be dragged, and dropped on. */
export function useQueueDrag(row: RefObject<HTMLElement | null>, item: QueueItem): Edge | null {
  const [edge, setEdge] = useState<Edge | null>(null);
  const { runId, laneWish } = item.run;
  useEffect(() => {
    const element = row.current;
    if (element === null) return undefined;
    return combine(
      draggable({ element, getInitialData: () => ({ kind: KIND, runId }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['kind'] === KIND && source.data['runId'] !== runId,
        getData: ({ input }) => ({ row: runId, lane: laneWish, edge: edgeAt(element, input.clientY) }),
        onDrag: ({ self }) => setEdge(self.data['edge'] === 'above' ? 'above' : 'below'),
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    );
  }, [row, runId, laneWish]);
  return edge;
}

/** Makes a lane take dragged runs, and says where one was dropped: on a row of its queue, or anywhere else in the lane. */
export function useLaneDrop(
  section: RefObject<HTMLElement | null>,
  lane: Lane,
  queue: readonly QueueItem[],
  onMove: (runId: RunId, place: QueuePlace) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const element = section.current;
    if (element === null) return undefined;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === KIND,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source, location }) => {
        setOver(false);
        const row = location.current.dropTargets.find(({ data }) => 'row' in data)?.data;
        onMove(source.data['runId'] as RunId, {
          lane,
          before: row === undefined ? null : beforeOf(queue, row['row'] as RunId, row['edge'] as Edge),
        });
      },
    });
  }, [section, lane, queue, onMove]);
  return isOver;
}

function edgeAt(element: Element, y: number): Edge {
  const { top, height } = element.getBoundingClientRect();
  return y < top + height / 2 ? 'above' : 'below';
}

function beforeOf(queue: readonly QueueItem[], row: RunId, edge: Edge): RunId | null {
  if (edge === 'above') return row;
  const at = queue.findIndex(({ run }) => run.runId === row);
  return queue[at + 1]?.run.runId ?? null;
}
