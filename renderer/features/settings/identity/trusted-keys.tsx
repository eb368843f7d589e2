import { type FormEvent, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useTrusted } from '#renderer/client/hooks/settings.ts';
import { queryClient } from '#renderer/client/query.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { chooseBundle } from '#renderer/parts/open-bundle/use-open-bundle.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { TextArea, TextField } from '#renderer/ui/text-field.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import type { TrustedRow } from '#shared/api/identity.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { Row, Section } from '../section.tsx';
import styles from '../settings.module.css';

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['identity'] });

/** Whose signatures count, beside one's own. */
export function TrustedKeys() {
  const act = useAct();
  const [removing, setRemoving] = useState<TrustedRow | null>(null);
  const remove = ({ name, fingerprint }: TrustedRow): Promise<boolean> =>
    act(`${name} is still trusted`, async () => {
      await client.identity.distrust({ fingerprint });
      await refresh();
    });
  return (
    <Section
      title="Trusted keys"
      about="Bundles that are signed by one of these keys are shown as valid; by any other as signed, not trusted."
      actions={<Button onClick={chooseBundle}>Verify a bundle</Button>}
    >
      <Answered answer={useTrusted()} what="The trusted keys">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No other keys are trusted">Your own key always is.</EmptyState>
          ) : (
            <ul aria-label="Trusted keys">
              {rows.map((row) => (
                <Row
                  key={row.fingerprint}
                  label={row.name}
                  detail={
                    <>
                      <code className={styles.mono}>{row.fingerprint}</code>
                      {row.addedAt !== null && (
                        <>
                          {' '}
                          added <RelativeTime at={row.addedAt} />
                        </>
                      )}
                    </>
                  }
                >
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Remove trust in ${row.name}`}
                    onClick={() => setRemoving(row)}
                  >
                    Remove
                  </Button>
                </Row>
              ))}
            </ul>
          )
        }
      </Answered>
      <TrustForm />
      {removing !== null && (
        <ConfirmDialog
          title={`Remove trust in ${removing.name}?`}
          act="Remove trust"
          danger
          onClose={() => setRemoving(null)}
          onConfirm={() => remove(removing)}
        >
          Bundles signed by <code className={styles.mono}>{removing.fingerprint}</code> will be shown as signed, not
          trusted.
        </ConfirmDialog>
      )}
    </Section>
  );
}

function TrustForm() {
  const act = useAct();
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const isWhole = name.trim() !== '' && key.trim() !== '';
  const trust = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy || !isWhole) return;
    setBusy(true);
    const isDone = await act('The key is not trusted', async () => {
      await client.identity.trust({ name: name.trim(), key: key.trim() });
      await refresh();
    });
    setBusy(false);
    if (!isDone) return;
    setName('');
    setKey('');
    // The button is off again.
    first.current?.focus();
  };
  return (
    <form className={styles.form} aria-label="Trust a key" onSubmit={(event) => void trust(event)}>
      <h3 className={styles.sub}>Trust a key</h3>
      <TextField ref={first} label="Whose key" maxLength={120} value={name} onChange={setName} />
      <TextArea
        label="Public key or fingerprint"
        help="PEM, one line of SSH, or SHA256:… Compare it with its owner by another way than it came."
        mono
        maxLength={4096}
        value={key}
        onChange={setKey}
      />
      <Button type="submit" busy={isBusy} disabled={!isWhole}>
        Trust key
      </Button>
    </form>
  );
}
