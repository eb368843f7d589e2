import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useSecrets } from '#renderer/client/hooks/settings.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import type { SecretRow } from '#shared/api/settings.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { Row, Section } from '../section.tsx';
import { refreshSecrets } from './refresh-secrets.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { VaultNotice } from './vault-notice.tsx';

/** The vault by names; values go in and never come out. */
export function SecretsSection() {
  const answer = useSecrets();
  const act = useAct();
  /** Name of the secret to set; empty for a new one. */
  const [asked, setAsked] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const isLocked = answer.data?.vault.locked !== false;
  const remove = (name: string): Promise<boolean> =>
    act(`${name} was not removed`, async () => {
      await client.settings.removeSecret({ name });
      await refreshSecrets();
    });
  return (
    <Section
      title="Secrets"
      about="Plans use secrets by name. Values go into the vault and are never shown again, here or in any log."
      actions={
        <Button disabled={isLocked} onClick={() => setAsked('')}>
          Add secret
        </Button>
      }
    >
      <Answered answer={answer} what="The secrets">
        {({ vault, secrets }) => (
          <>
            <VaultNotice vault={vault} />
            {secrets.length === 0 && (
              <EmptyState title="No secrets yet">
                A plan that needs one names it under <code>secrets</code>; an environment variable of that name works as
                well.
              </EmptyState>
            )}
            <ul aria-label="Secrets">
              {secrets.map((secret) => (
                <Secret
                  key={secret.name}
                  secret={secret}
                  isLocked={isLocked}
                  onReplace={() => setAsked(secret.name)}
                  onRemove={() => setRemoving(secret.name)}
                />
              ))}
            </ul>
          </>
        )}
      </Answered>
      {asked !== null && (
        <SecretDialog
          name={asked}
          taken={answer.data?.secrets.map(({ name }) => name) ?? []}
          onClose={() => setAsked(null)}
        />
      )}
      {removing !== null && (
        <ConfirmDialog
          title={`Remove ${removing}?`}
          act="Remove secret"
          danger
          onClose={() => setRemoving(null)}
          onConfirm={() => remove(removing)}
        >
          Its value is deleted from the vault and cannot be brought back. Runs that need it will not start.
        </ConfirmDialog>
      )}
    </Section>
  );
}

interface SecretProps {
  readonly secret: SecretRow;
  readonly isLocked: boolean;
  readonly onReplace: () => void;
  readonly onRemove: () => void;
}

function Secret({ secret: { name, updatedAt, shadowed }, isLocked, onReplace, onRemove }: SecretProps) {
  return (
    <Row
      label={<code>{name}</code>}
      detail={
        <>
          set <RelativeTime at={updatedAt} />
          {shadowed && ', not used: an environment variable of that name wins'}
        </>
      }
    >
      <Button size="sm" disabled={isLocked} aria-label={`Replace ${name}`} onClick={onReplace}>
        Replace
      </Button>
      <Button size="sm" variant="ghost" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
    </Row>
  );
}
