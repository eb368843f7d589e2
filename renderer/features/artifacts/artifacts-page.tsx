import { useRef } from 'react';
import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { useAnswer } from '#renderer/client/query.ts';
import { BundleButton } from '#renderer/parts/open-bundle/bundle-button.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { asSentence, formatBytes, formatCount } from '#renderer/ui/formats.ts';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import styles from './artifacts-page.module.css';
import { ArtifactsScreen } from './artifacts-screen.tsx';
import { useAddress } from './use-address.ts';
import { useArtifactGroups } from './use-artifact-groups.ts';
import { useSearch } from './use-search.ts';

/** Every file that steps left, by run. */
export function ArtifactsPage() {
  const address = useAddress();
  const search = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const { run } = address;
  const narrowed = useAnswer(run === null ? null : keys.run(run), (signal) =>
    client.runs.get({ ref: run ?? '' }, { signal }),
  );
  const runId = address.run === null ? null : narrowed.data?.run.runId;
  const list = useArtifactGroups(search.asked, runId);
  const error = list.error ?? (address.run === null ? null : narrowed.error);
  const { groups, totals } = list;
  const note = totals && `${formatCount(totals.files)} files, ${formatBytes(totals.bytes)}`;
  const isNarrowed = search.asked !== '' || address.run !== null;
  return (
    <Page header={<PageHeader title="Artifacts" note={note} actions={<BundleButton />} />}>
      {error !== null && groups === undefined ? (
        <ErrorState
          happened="The artifacts could not be read."
          safe="Nothing was changed: files are kept by their content."
          todo={asSentence(error.hint ?? '')}
          details={`${error.code}: ${error.message}`}
          actions={
            address.run === null ? undefined : (
              <Button size="sm" onClick={() => address.setRun(null)}>
                Show all runs
              </Button>
            )
          }
        />
      ) : groups === undefined ? (
        <Loading />
      ) : groups.length === 0 && !isNarrowed ? (
        <EmptyState title="No files yet">
          A step keeps the files that its plan names under artifacts. They appear here as soon as it has left one.
        </EmptyState>
      ) : (
        <ArtifactsScreen address={address} search={search} list={{ ...list, groups }} field={field} />
      )}
    </Page>
  );
}

function Loading() {
  return (
    <div className={styles.page} aria-busy>
      <div className={styles.tree}>
        <div className={styles.loading}>
          {['72%', '54%', '61%', '48%', '66%', '52%'].map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      </div>
      <div className={styles.middle} />
    </div>
  );
}
