import { useEffect, useState } from 'react';
import { useParams } from 'wouter';
import { useSessions } from '#renderer/client/hooks/sessions.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatClock, formatDay } from '#renderer/ui/formats.ts';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { type StatusHint, useStatusHints } from '#renderer/ui/frame/status-hints.ts';
import { NARROW, useMediaQuery } from '#renderer/ui/use-media-query.ts';
import { BoardView } from './board-view.tsx';
import { sessionToShow, useLastSession } from './current-session.ts';
import { FirstRun } from './first-run.tsx';
import { MetricsStrip } from './metrics-strip.tsx';
import { SessionMenu } from './session-menu.tsx';
import { DrawnSidebarKeys, SessionSidebar, type SidebarBegin } from './session-sidebar.tsx';

const HINTS: readonly StatusHint[] = [
  { keys: 'Mod+K', label: 'Command' },
  { keys: 'a', label: 'Lane A, and B C D' },
  { keys: 'Space', label: 'Pause' },
  { keys: 'Enter', label: 'Open run', optional: true },
  { keys: '?', label: 'All keys', optional: true },
];

/** The lanes of a session: what runs, what waits, what has ended. */
export function RunboardPage() {
  const asked = useParams<{ readonly id?: string }>().id;
  const openAnswer = useSessions(false);
  const archivedAnswer = useSessions(true);
  const open = openAnswer.data;
  const archived = archivedAnswer.data;
  const failed = [openAnswer, archivedAnswer].find(({ data, error }) => data === undefined && error !== null);
  const last = useLastSession(({ sessionId }) => sessionId);
  const isNew = useSystemState().data?.isNew;
  const session = open === undefined || archived === undefined ? undefined : sessionToShow(asked, last, open, archived);
  const narrow = useMediaQuery(NARROW);
  const [drawn, setDrawn] = useState<SidebarBegin | null>(null);
  useStatusHints(HINTS);
  const shownId = session?.id;
  useEffect(() => {
    if (shownId !== undefined) useLastSession.setState({ sessionId: shownId });
  }, [shownId]);
  const isLoaded = open !== undefined && archived !== undefined;
  return (
    <Page
      sidebar={{
        label: 'Sessions',
        content: (
          <SessionSidebar
            open={open}
            archived={archived}
            isLoading={!isLoaded && failed === undefined}
            current={shownId}
            isDrawn={narrow}
            begin={drawn}
            onMade={() => setDrawn(null)}
          />
        ),
        drawn: [drawn !== null, (isDrawn) => setDrawn(isDrawn ? 'list' : null)],
      }}
      header={
        <PageHeader
          title={session?.name ?? (isLoaded && asked === undefined ? 'First session' : 'Runboard')}
          note={session === undefined ? undefined : openedText(session.createdAt, session.archivedAt)}
        >
          {session !== undefined && <SessionMenu session={session} />}
        </PageHeader>
      }
    >
      {narrow && drawn === null && <DrawnSidebarKeys onDraw={setDrawn} />}
      <MetricsStrip />
      {failed !== undefined && (
        <Answered answer={failed} what="The sessions">
          {() => null}
        </Answered>
      )}
      {isLoaded && session === undefined && asked !== undefined && (
        <EmptyState title="There is no such session">It may belong to another data folder.</EmptyState>
      )}
      {isLoaded && asked === undefined && (session === undefined || isNew === true) ? (
        <FirstRun sessionId={session?.id ?? null} />
      ) : (
        (session !== undefined || (!isLoaded && failed === undefined)) && <BoardView session={session} />
      )}
    </Page>
  );
}

function openedText(createdAt: number, archivedAt: number | null): string {
  if (archivedAt !== null) return `archived ${formatDay(archivedAt, Date.now())}`;
  const isToday = new Date(createdAt).toDateString() === new Date().toDateString();
  return `opened ${isToday ? formatClock(createdAt, false) : formatDay(createdAt, Date.now())}`;
}
