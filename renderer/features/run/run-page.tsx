import { useParams } from 'wouter';
import { useRun } from '#renderer/client/hooks/runs.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { runLabel } from '#shared/run/ids.ts';
import { RunLoading } from './run-loading.tsx';
import { RunScreen } from './run-screen.tsx';

/** One run: its steps, its log, its proof, and what can be decided about it. */
export function RunPage() {
  const { ref } = useParams<{ readonly ref: string }>();
  const answer = useRun(ref);
  const detail = answer.data;
  const crumbs =
    detail === undefined
      ? []
      : [
          { label: detail.run.sessionName, href: `/sessions/${detail.run.sessionId}` },
          ...(detail.run.lane === null
            ? []
            : [
                { label: `Lane ${detail.run.lane}`, href: `/sessions/${detail.run.sessionId}?lane=${detail.run.lane}` },
              ]),
        ];
  return (
    <Page header={<PageHeader title={detail === undefined ? ref : runLabel(detail.run.number)} crumbs={crumbs} />}>
      {detail !== undefined ? (
        <RunScreen key={detail.run.runId} detail={detail} />
      ) : answer.error !== null ? (
        <ErrorState
          happened={answer.error.code === 'run.unknown' ? `There is no run ${ref}` : `${ref} could not be read`}
          safe="Nothing was changed."
          todo={answer.error.hint ?? answer.error.message}
          details={answer.error.code}
          actions={
            <Button size="sm" onClick={() => void answer.refetch()}>
              Try again
            </Button>
          }
        />
      ) : (
        <RunLoading />
      )}
    </Page>
  );
}
