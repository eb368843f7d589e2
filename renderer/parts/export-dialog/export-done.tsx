import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Hash } from '#renderer/ui/copy-button.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import type { ExportedView, VerificationView } from '#shared/api/proofs.ts';
import styles from './export-dialog.module.css';
import { Step } from './third-party.tsx';

interface ExportDoneProps {
  readonly exported: ExportedView;
}

const OUTCOMES: Readonly<Record<VerificationView['outcome'], string>> = {
  valid: 'Valid, signed by a key that is trusted here',
  'signed-not-trusted': 'Intact and signed, by a key that is not trusted here',
  invalid: 'Invalid',
};

/** A bundle that was written: its digest, and what to tell who gets it. */
export function ExportDone({ exported }: ExportDoneProps) {
  const [verified, setVerified] = useState<VerificationView | null>(null);
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const verify = async (): Promise<void> => {
    setBusy(true);
    await act('The bundle was not verified', async () => {
      setVerified(await client.proofs.verify({ exportId: exported.exportId }));
    });
    setBusy(false);
  };
  return (
    <div className={styles.done}>
      <Notice status="succeeded">
        {exported.path ?? `${exported.fileName} was downloaded`}: {exported.files} files, {formatBytes(exported.bytes)}
        {exported.withheld.length > 0 ? `, ${exported.withheld.length} patterns withheld` : ''}.
      </Notice>
      <dl className={styles.facts}>
        <dt>SHA-256</dt>
        <dd>
          <Hash digest={exported.digest} full copyLabel="Copy digest of the bundle" />
        </dd>
        <dt>Signed by</dt>
        <dd>
          <code>{exported.fingerprint}</code>
        </dd>
      </dl>
      {verified !== null && (
        <Notice status={verified.outcome === 'invalid' ? 'failed' : 'succeeded'}>
          {OUTCOMES[verified.outcome]}
          {verified.failures[0] === undefined ? '' : `: ${verified.failures[0].message}`}.
        </Notice>
      )}
      <div>
        <Button size="sm" busy={isBusy} onClick={() => void verify()}>
          Verify this bundle
        </Button>
      </div>
      <h3>How a third party checks it</h3>
      <ol className={styles.steps}>
        {exported.commands.map((command) => (
          <Step key={command.title} {...command} />
        ))}
      </ol>
    </div>
  );
}
