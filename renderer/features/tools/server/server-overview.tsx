import { Link } from 'wouter';
import { formatMoment } from '#renderer/ui/formats.ts';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { DefinitionView } from '../dialogs/definition-view.tsx';
import styles from './server.module.css';

/** What a server is, who approved what of it, and where it comes from. */
export function ServerOverview({ server }: { readonly server: ServerDetail }) {
  const { reason, identity, approved, pinnedAt, pinnedBy, missingSecrets } = server;
  return (
    <div className={styles.overview}>
      {reason !== null && <p className={styles.reason}>{reason}</p>}
      {missingSecrets.length > 0 && (
        <p className={styles.reason}>
          Needs {missingSecrets.join(', ')}.{' '}
          <Link href="/settings/secrets">Give {missingSecrets.length === 1 ? 'it' : 'them'} in the settings</Link>
        </p>
      )}
      <dl className={styles.facts}>
        {identity !== null && (
          <>
            <dt>Says it is</dt>
            <dd>
              {revealed(identity.name)} {revealed(identity.version)}, protocol {identity.protocol}
            </dd>
          </>
        )}
        <dt>Approved</dt>
        <dd>{approved === null ? 'Not yet' : `${formatMoment(approved.at)}, by ${approved.by}`}</dd>
        <dt>Tools taken over</dt>
        <dd>{pinnedAt === null ? 'Not yet' : `${formatMoment(pinnedAt)}, by ${pinnedBy ?? ''}`}</dd>
      </dl>
      <DefinitionView server={server} />
    </div>
  );
}
