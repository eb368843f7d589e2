import { MoreHorizontal, PauseOctagon, ShieldHalf } from 'lucide-react';
import { memo, useRef } from 'react';
import { useConnection } from '#renderer/client/connection.ts';
import { useLive } from '#renderer/client/live.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { Menu, type MenuItem } from '#renderer/ui/menu.tsx';
import { Heartbeat } from '#renderer/ui/progress.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunCard as Card, LaneView, Tail } from '#shared/api/board.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { LanePolicy } from '#shared/run/lane.ts';
import type { RunSummary } from '#shared/run/run.ts';
import { cardsOf, liveWorker, type QueuePlace } from './board-model.ts';
import { FinishedList } from './finished-list.tsx';
import styles from './lane.module.css';
import { useLaneDrop } from './queue-drag.ts';
import { QueueList } from './queue-list.tsx';
import { RunCard } from './run-card.tsx';

/** What can be done from a lane. All stay the same between renders. */
export interface LaneActions {
  readonly onAdd: (lane: Lane) => void;
  readonly onMove: (runId: RunId, place: QueuePlace) => void;
  readonly onPolicy: (lane: Lane, change: Partial<LanePolicy>) => void;
  /** Pauses a run, or resumes a paused one. */
  readonly onToggle: (run: RunSummary) => void;
  readonly onCancel: (card: Card) => void;
}

interface LaneColumnProps {
  readonly view: LaneView;
  readonly sessionId: SessionId;
  readonly isArchived: boolean;
  readonly tails: ReadonlyMap<RunId, Tail>;
  readonly actions: LaneActions;
}

const DAY_MS = 86_400_000;

/** One lane: who works in it, its run, its queue, and what has ended. */
export const LaneColumn = memo(function LaneColumn({ view, sessionId, isArchived, tails, actions }: LaneColumnProps) {
  const { lane, policy, queue, finished, finishedToday } = view;
  const section = useRef<HTMLElement | null>(null);
  const isOver = useLaneDrop(section, lane, queue, actions.onMove);
  const cards = cardsOf(view);
  const midnight = Math.floor(useNow(60_000) / DAY_MS) * DAY_MS;
  return (
    <section
      ref={section}
      className={styles.lane}
      aria-label={`Lane ${lane}`}
      data-lane={lane}
      data-over={isOver || undefined}
      tabIndex={-1}
    >
      <LaneHead view={view} actions={actions} />
      {cards.map((card) => (
        <RunCard
          key={card.run.runId}
          card={card}
          tail={tails.get(card.run.runId)}
          onToggle={actions.onToggle}
          onCancel={actions.onCancel}
        />
      ))}
      {cards.length === 0 && (
        <div className={styles.idle}>
          <b>{policy.held ? `Lane ${lane} is held` : `Lane ${lane} is idle`}</b>
          {isArchived ? (
            <span>The session is archived</span>
          ) : (
            <>
              <span>{policy.held ? 'Nothing starts here until it is released' : 'Drop a plan file here'}</span>
              <span>
                <Kbds keys={`Shift+${lane}`} /> to add a plan
              </span>
            </>
          )}
        </div>
      )}
      {!isArchived && <QueueList lane={lane} queue={queue} held={policy.held} isBusy={cards.length > 0} />}
      <FinishedList lane={lane} sessionId={sessionId} finished={finished} today={finishedToday} midnight={midnight} />
    </section>
  );
});

interface LaneHeadProps {
  readonly view: LaneView;
  readonly actions: LaneActions;
}

function LaneHead({ view: { lane, policy, worker: known }, actions }: LaneHeadProps) {
  const worker = liveWorker(
    useLive(({ workers }) => workers),
    known,
  );
  const { held, reserved } = policy;
  const items: readonly MenuItem[] = [
    { id: 'add', label: 'Add a plan', keys: `Shift+${lane}`, run: () => actions.onAdd(lane) },
    { id: 'line', separator: true },
    {
      id: 'held',
      label: 'Hold: nothing starts here',
      checked: held,
      run: () => actions.onPolicy(lane, { held: !held }),
    },
    {
      id: 'reserved',
      label: 'Reserve for runs that ask for it',
      checked: reserved,
      run: () => actions.onPolicy(lane, { reserved: !reserved }),
    },
  ];
  return (
    <div className={styles.head}>
      <h2 className={styles.letter} aria-label={`Lane ${lane}`}>
        {lane}
      </h2>
      <Truncate className={styles.worker}>{worker === null ? 'no worker' : `${worker.kind}, ${worker.host}`}</Truncate>
      {held && (
        <span className={styles.policy}>
          <PauseOctagon size={12} aria-hidden />
          held
        </span>
      )}
      {reserved && !held && (
        <span className={styles.policy}>
          <ShieldHalf size={12} aria-hidden />
          reserved
        </span>
      )}
      <LaneBeat beatAt={worker?.beatAt} />
      <Menu label={`Lane ${lane}`} items={items}>
        <IconButton icon={MoreHorizontal} label={`Lane ${lane} menu`} />
      </Menu>
    </div>
  );
}

function LaneBeat({ beatAt }: { readonly beatAt: number | undefined }) {
  const now = useNow(1000);
  const isOpen = useConnection(({ status }) => status === 'open');
  // A page that is cut off hears no beats, whatever the worker does.
  if (!isOpen) return null;
  return <Heartbeat ageMs={beatAt === undefined ? undefined : Math.max(0, now - beatAt)} />;
}
