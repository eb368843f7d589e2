import { Button } from '#renderer/ui/button.tsx';
import { formatMoment } from '#renderer/ui/formats.ts';
import type { ServerDetail } from '#shared/api/mcp-views.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { DefinitionView } from '../dialogs/definition-view.tsx';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import styles from './server.module.css';

interface ServerOverviewProps {
  readonly server: ServerDetail;
  readonly onWish: (wish: ServerWish) => void;
}

/** What a server is, who approved what of it, and the rules for it. */
export function ServerOverview({ server, onWish }: ServerOverviewProps) {
  const { name, reason, identity, approved, pinnedAt, pinnedBy, planRules, missingSecrets } = server;
  return (
    <div className={styles.overview}>
      {reason !== null && <p className={styles.reason}>{reason}</p>}
      {missingSecrets.length > 0 && (
        <p className={styles.reason}>
          Needs {missingSecrets.join(', ')}: give {missingSecrets.length === 1 ? 'it' : 'them'} in the settings, under
          secrets.
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
      <div>
        <h3>Rules for {name}</h3>
        <ul className={styles.rules}>
          <li>New and changed tools start as Ask.</li>
          <li>Irreversible tools cannot be set to Allow.</li>
          <li>
            {planRules.length === 0
              ? 'No plan has a rule of its own.'
              : `${planRules.length === 1 ? '1 rule' : `${planRules.length} rules`} of single plans.`}
          </li>
        </ul>
        <Button size="sm" onClick={() => onWish({ kind: 'rules', name })}>
          Edit rules
        </Button>
      </div>
    </div>
  );
}
