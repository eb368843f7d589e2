import { useMemo, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useBoard } from '#renderer/client/hooks/sessions.ts';
import { useTails } from '#renderer/client/run-streams.ts';
import { CancelRunDialog } from '#renderer/parts/cancel-run-dialog.tsx';
import { StartRunDialog } from '#renderer/parts/start-run/start-run-dialog.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import { useLatest } from '#renderer/ui/use-latest.ts';
import type { Board } from '#shared/api/board.ts';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import { type RunId, runLabel, type SessionId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { AnyLane } from './any-lane.tsx';
import { useBoardKeys } from './board-keys.ts';
import { BoardLoading } from './board-loading.tsx';
import { cardsOf, isSamePlace, itemsById, movedByKey, moveText, type QueuePlace } from './board-model.ts';
import styles from './lane.module.css';
import { type LaneActions, LaneColumn } from './lane-column.tsx';
import { usePlanDrop } from './plan-drop.ts';
import { SilentWorkers } from './silent-workers.tsx';

interface BoardViewProps {
  /** `undefined` while the sessions are read. */
  readonly session: SessionRow | undefined;
}

/** The four lanes of a session, live. */
export function BoardView({ session }: BoardViewProps) {
  const answer = useBoard(session?.id ?? null);
  if (answer.error !== null && answer.data === undefined) {
    return (
      <ErrorState
        happened="The lanes could not be read."
        safe="Runs go on; nothing was changed."
        todo={answer.error.hint}
        details={`${answer.error.code}: ${answer.error.message}`}
      />
    );
  }
  if (session === undefined || answer.data === undefined) return <BoardLoading />;
  return <LoadedBoard board={answer.data} sessionId={session.id} isArchived={session.archivedAt !== null} />;
}

interface LoadedBoardProps {
  readonly board: Board;
  readonly sessionId: SessionId;
  readonly isArchived: boolean;
}

type Asked =
  | { readonly what: 'cancel'; readonly run: RunSummary; readonly title: string }
  | { readonly what: 'add'; readonly lane: Lane; readonly text?: string };

function LoadedBoard({ board, sessionId, isArchived }: LoadedBoardProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const root = useRef<HTMLDivElement | null>(null);
  const act = useAct();
  const { show } = useToast();
  const latest = useLatest({ board, act, show });
  const cards = board.lanes.flatMap((lane) => cardsOf(lane));
  const tails = useTails(cards.map(({ run }) => run.runId));
  const items = useMemo(() => itemsById(board), [board]);

  const actions = useMemo(() => {
    const done = (what: string, work: () => Promise<unknown>) => latest.current.act(what, work);
    const toggle = (run: RunSummary): void => {
      const label = runLabel(run.number);
      void (run.paused
        ? done(`${label} was not resumed`, () => client.runs.resume({ runId: run.runId }))
        : done(`${label} was not paused`, () => client.runs.pause({ runId: run.runId, reason: null })));
    };
    const move = async (runId: RunId, place: QueuePlace): Promise<void> => {
      const { board: now, show: tell } = latest.current;
      const queue = now.lanes.find(({ lane }) => lane === place.lane)?.queue ?? [];
      const run = itemsById(now).get(runId)?.run;
      if (run === undefined || isSamePlace(queue, runId, place.before)) return;
      const isDone = await done(`${runLabel(run.number)} was not moved`, () => client.runs.move({ runId, ...place }));
      if (isDone && run.laneWish !== place.lane) tell({ title: moveText(run, place) });
    };
    return {
      onAdd: (lane) => setAsked({ what: 'add', lane }),
      onMove: (runId, place) => void move(runId, place),
      onPolicy: (lane, change) =>
        void done(`Lane ${lane} was not changed`, () => client.settings.setLane({ lane, ...change })),
      onToggle: toggle,
      onCancel: ({ run, planTitle }) => setAsked({ what: 'cancel', run, title: planTitle }),
    } satisfies LaneActions;
  }, [latest]);
  useBoardKeys(root, !isArchived, {
    onAdd: actions.onAdd,
    onToggle: (runId) => {
      const item = items.get(runId);
      if (item !== undefined && item.place !== 'finished') actions.onToggle(item.run);
    },
    onCancel: (runId) => {
      const item = items.get(runId);
      if (item === undefined || item.place === 'finished') return;
      const title = cards.find(({ run }) => run.runId === runId)?.planTitle ?? item.run.planName;
      setAsked({ what: 'cancel', run: item.run, title });
    },
    onMoveKey: (runId, key) => {
      const place = movedByKey(board, runId, key);
      if (place !== null) actions.onMove(runId, place);
    },
  });
  usePlanDrop(root, (lane, text) => setAsked({ what: 'add', lane, text }));

  return (
    <>
      <SilentWorkers cards={cards} />
      {board.anyLane.length > 0 && <AnyLane queue={board.anyLane} />}
      <div ref={root} className={styles.lanes}>
        {board.lanes.map((view) => (
          <LaneColumn
            key={view.lane}
            view={view}
            sessionId={sessionId}
            isArchived={isArchived}
            tails={tails}
            actions={actions}
          />
        ))}
      </div>
      {asked?.what === 'cancel' && (
        <CancelRunDialog run={asked.run} planTitle={asked.title} onClose={() => setAsked(null)} />
      )}
      {asked?.what === 'add' && (
        <StartRunDialog
          sessionId={sessionId}
          lane={asked.lane}
          {...(asked.text === undefined ? {} : { source: { kind: 'text', text: asked.text } })}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
