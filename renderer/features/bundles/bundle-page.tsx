import { useState } from 'react';
import { useParams } from 'wouter';
import { useAnswer } from '#renderer/client/query.ts';
import { BundleButton } from '#renderer/parts/open-bundle/bundle-button.tsx';
import { EmptyState, ErrorState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import styles from './bundle-page.module.css';
import { BundleReport } from './bundle-report.tsx';
import { NEW_BUNDLE, verifyBundle } from './bundle-source.ts';
import { TrustDialog } from './trust-dialog.tsx';

/** The verification of a bundle that a person opened. */
export function BundlePage() {
  const { id } = useParams<{ readonly id: string }>();
  const [isTrusting, setTrusting] = useState(false);
  // Read anew when the list of trusted keys changes, as everything about proofs is.
  const { data, error } = useAnswer(
    id === NEW_BUNDLE ? null : ['proofs', 'bundle', id],
    (signal) => verifyBundle(id, signal),
    { staleTime: Number.POSITIVE_INFINITY },
  );
  const signer = data?.signer ?? null;
  return (
    <Page
      header={
        <PageHeader
          title={data?.fileName ?? (error === null ? 'Proof bundle' : 'Bundle not shown')}
          crumbs={[{ label: 'Artifacts', href: '/artifacts' }]}
          actions={<BundleButton />}
        />
      }
    >
      {id === NEW_BUNDLE ? (
        <EmptyState title="Drop a proof bundle here" actions={<BundleButton />}>
          Every hash, proof and signature in it is checked on this machine. Nothing in it is executed or kept.
        </EmptyState>
      ) : data !== undefined ? (
        <BundleReport view={data} onTrust={() => setTrusting(true)} />
      ) : error !== null ? (
        <ErrorState
          happened={
            error.code === 'bundle.unknown-export' ? 'This bundle is not open here' : 'The bundle was not verified'
          }
          safe="Nothing was changed. A bundle is a file of its own and verifies again at any time."
          todo="Choose the file again, or drop it here."
          details={`${error.code}: ${error.message}`}
          actions={<BundleButton />}
        />
      ) : (
        <div className={styles.loading} aria-busy>
          <Skeleton width="42%" height={18} />
          <Skeleton width="68%" />
          <Skeleton width="61%" />
          <p role="status">Checking every file, signature and proof</p>
        </div>
      )}
      {isTrusting && signer !== null && (
        <TrustDialog fingerprint={signer.fingerprint} onClose={() => setTrusting(false)} />
      )}
    </Page>
  );
}
