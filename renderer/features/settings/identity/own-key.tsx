import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAnswer } from '#renderer/client/query.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { formatMoment } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import type { IdentityView } from '#shared/api/identity.ts';
import styles from '../settings.module.css';

type Form = 'ssh' | 'pem' | 'allowed-signers';

const FORMS = [
  { value: 'ssh', label: 'SSH' },
  { value: 'pem', label: 'PEM' },
  { value: 'allowed-signers', label: 'Allowed signers' },
] as const;

interface OwnKeyProps {
  readonly identity: IdentityView;
  readonly onRotate: () => void;
}

/** The signing key: fingerprint, protection, public key, and the keys before it. */
export function OwnKey({ identity, onRotate }: OwnKeyProps) {
  const { fingerprint, name, protection, createdAt, retired } = identity;
  return (
    <>
      {protection === 'none' && (
        <Notice status="approval">
          The key is stored unprotected: whoever can read the data folder can sign with it. Rotate it with a passphrase.
        </Notice>
      )}
      <dl className={styles.facts}>
        <dt>Fingerprint</dt>
        <dd>
          <code className={styles.mono}>{fingerprint}</code>
          <CopyButton text={fingerprint} label="Copy fingerprint" />
        </dd>
        <dt>Name</dt>
        <dd>{name}</dd>
        <dt>Protected by</dt>
        <dd>{protectionText(protection)}</dd>
        <dt>Made</dt>
        <dd>{formatMoment(createdAt)}</dd>
      </dl>
      <div className={styles.buttons}>
        <Button onClick={onRotate}>Rotate key</Button>
      </div>
      <PublicKey fingerprint={fingerprint} />
      {retired.length > 0 && (
        <>
          <h3 className={styles.sub}>Keys before this one</h3>
          <ul aria-label="Keys before this one">
            {retired.map((old) => (
              <li key={old.fingerprint} className={styles.row}>
                <span className={styles.words}>
                  <code className={styles.mono}>{old.fingerprint}</code>
                  {old.retiredAt !== null && <span className={styles.detail}>until {formatMoment(old.retiredAt)}</span>}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function PublicKey({ fingerprint }: { readonly fingerprint: string }) {
  const [form, setForm] = useState<Form>('ssh');
  const answer = useAnswer(['identity', 'public', fingerprint, form], (signal) =>
    client.identity.publicKey({ form }, { signal }),
  );
  return (
    <>
      <h3 className={styles.sub}>Public key</h3>
      <div className={styles.buttons}>
        <Segmented label="Form of the public key" value={form} onChange={setForm} segments={FORMS} />
        {answer.data !== undefined && <CopyButton text={answer.data.text} label="Copy public key" />}
      </div>
      <Answered answer={answer} what="The public key">
        {({ text }) => <pre className={styles.key}>{text.trimEnd()}</pre>}
      </Answered>
    </>
  );
}

function protectionText(protection: string): string {
  switch (protection) {
    case 'keyring':
      return 'the keyring of this computer';
    case 'passphrase':
      return 'a passphrase';
    case 'none':
      return 'nothing';
    default:
      return protection;
  }
}
