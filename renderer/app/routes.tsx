import { Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { PAGES } from './pages.ts';
import styles from './routes.module.css';

/** The page of the location. Pages are loaded when they are first shown. */
export function Routes() {
  const [location] = useLocation();
  return (
    <ErrorBoundary place={location}>
      <Suspense fallback={<PageLoading />}>
        <Switch>
          {PAGES.map(({ path, name, Component }) => (
            <Route key={name} path={path}>
              <Component />
            </Route>
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}

function PageLoading() {
  return (
    <Page header={<div className={styles.header} />}>
      <div className={styles.loading} aria-busy>
        <Skeleton width="38%" />
        <Skeleton width="62%" />
        <Skeleton width="51%" />
      </div>
    </Page>
  );
}

function NotFound() {
  const [location, navigate] = useLocation();
  return (
    <Page header={<PageHeader title="No such page" />}>
      <EmptyState
        title="Nothing is shown here"
        actions={
          <Button size="sm" onClick={() => navigate('/')}>
            Open runboard
          </Button>
        }
      >
        There is no page at <code>{location}</code>.
      </EmptyState>
    </Page>
  );
}
