import { useLocation, useParams } from 'wouter';
import { usePlanDocument } from '#renderer/client/hooks/plans.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { EditorScreen } from './editor-screen.tsx';
import styles from './plan-editor.module.css';

const CRUMBS = [{ label: 'Plans', href: '/plans' }];

/** One plan: its text, its graph, its inputs. */
export function PlanEditorPage() {
  const { id } = useParams<{ readonly id: string }>();
  const { data, error } = usePlanDocument(id);
  const [, navigate] = useLocation();
  if (data !== undefined) return <EditorScreen key={id} loaded={data} />;
  return (
    <Page header={<PageHeader title={error === null ? 'Plan' : 'Plan not shown'} crumbs={CRUMBS} />}>
      {error === null ? (
        <div className={styles.loading} aria-busy>
          <Skeleton width="30%" />
          <Skeleton width="52%" />
          <Skeleton width="44%" />
          <p>Reading the plan</p>
        </div>
      ) : (
        <ErrorState
          happened={error.message}
          safe="Nothing was changed."
          todo={error.hint}
          details={error.code}
          actions={<Button onClick={() => navigate('/plans')}>Open plans</Button>}
        />
      )}
    </Page>
  );
}
