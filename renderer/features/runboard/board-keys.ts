import { type RefObject, useRef } from 'react';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { RunId } from '#shared/run/ids.ts';

export interface BoardKeyActions {
  readonly onAdd: (lane: Lane) => void;
  readonly onToggle: (runId: RunId) => void;
  readonly onCancel: (runId: RunId) => void;
  readonly onMoveKey: (runId: RunId, key: 'up' | 'down' | 'left' | 'right') => void;
}

const GROUP = 'Runboard';

/** The keys of the board: lanes by letter, items by J and K, and what they do with the run that has the focus. */
export function useBoardKeys(board: RefObject<HTMLElement | null>, isOpen: boolean, actions: BoardKeyActions): void {
  const lastLane = useRef<Lane>('A');
  const focusedRun = (): RunId | null => {
    const focused = board.current?.contains(document.activeElement) === true ? document.activeElement : null;
    return (focused?.closest<HTMLElement>('[data-run]')?.dataset['run'] as RunId | undefined) ?? null;
  };
  const onRun = (act: (runId: RunId) => void) => () => {
    const runId = focusedRun();
    if (runId !== null) act(runId);
  };
  const focusLane = (lane: Lane): void => {
    lastLane.current = lane;
    const section = board.current?.querySelector<HTMLElement>(`[data-lane="${lane}"]`);
    (section?.querySelector<HTMLElement>('[data-item]') ?? section)?.focus();
  };
  const step = (by: 1 | -1): void => {
    const { items, at } = place(board.current, lastLane.current);
    items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))]?.focus();
  };
  const beside = (by: 1 | -1): void => {
    const { lane, at } = place(board.current, lastLane.current);
    const next = LANES[LANES.indexOf(lane) + by];
    if (next === undefined) return;
    focusLane(next);
    const { items } = place(board.current, next);
    items[Math.min(items.length - 1, Math.max(0, at))]?.focus();
  };
  useCommands([
    ...LANES.map((lane) => ({
      id: `board.lane-${lane.toLowerCase()}`,
      title: `Focus lane ${lane}`,
      keys: lane.toLowerCase(),
      group: GROUP,
      hidden: true,
      run: () => focusLane(lane),
    })),
    ...LANES.map((lane) => ({
      id: `board.add-${lane.toLowerCase()}`,
      title: `Add a plan to lane ${lane}`,
      keys: `Shift+${lane}`,
      group: GROUP,
      enabled: isOpen,
      run: () => actions.onAdd(lane),
    })),
    {
      id: 'board.next',
      title: 'Next in the lane',
      keys: ['j', 'ArrowDown'],
      group: GROUP,
      hidden: true,
      run: () => step(1),
    },
    {
      id: 'board.previous',
      title: 'Previous in the lane',
      keys: ['k', 'ArrowUp'],
      group: GROUP,
      hidden: true,
      run: () => step(-1),
    },
    {
      id: 'board.right',
      title: 'Lane to the right',
      keys: 'ArrowRight',
      group: GROUP,
      hidden: true,
      run: () => beside(1),
    },
    {
      id: 'board.left',
      title: 'Lane to the left',
      keys: 'ArrowLeft',
      group: GROUP,
      hidden: true,
      run: () => beside(-1),
    },
    {
      id: 'board.open',
      title: 'Open run',
      keys: 'Enter',
      group: GROUP,
      hidden: true,
      run: () => openFocused(board.current),
    },
    { id: 'run.pause', title: 'Pause or resume run', keys: 'Space', group: GROUP, run: onRun(actions.onToggle) },
    { id: 'run.cancel', title: 'Cancel run', keys: 'Shift+X', group: GROUP, run: onRun(actions.onCancel) },
    ...(['up', 'down', 'left', 'right'] as const).map((key) => ({
      id: `queue.${key}`,
      title: key === 'up' || key === 'down' ? `Move ${key} in the queue` : `Move to the lane on the ${key}`,
      keys: `Alt+Arrow${key.charAt(0).toUpperCase()}${key.slice(1)}`,
      group: GROUP,
      hidden: true,
      run: onRun((runId) => actions.onMoveKey(runId, key)),
    })),
  ]);
}

function place(board: HTMLElement | null, fallback: Lane) {
  const section = document.activeElement?.closest<HTMLElement>('[data-lane]');
  const lane = (section?.dataset['lane'] as Lane | undefined) ?? fallback;
  const items = [...(board?.querySelectorAll<HTMLElement>(`[data-lane="${lane}"] [data-item]`) ?? [])];
  const focused = document.activeElement?.closest<HTMLElement>('[data-item]') ?? null;
  return { lane, items, at: focused === null ? -1 : items.indexOf(focused) };
}

/** A card is opened by its own link; a row is one already. */
function openFocused(board: HTMLElement | null): void {
  const focused = document.activeElement;
  if (focused === null || board?.contains(focused) !== true || !focused.matches('[data-item]')) return;
  const link = focused.matches('a') ? focused : focused.querySelector('a');
  if (link instanceof HTMLElement) link.click();
}
