import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatClock } from '#renderer/ui/formats.ts';
import type { Status } from '#renderer/ui/status.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import styles from './details.module.css';

type Outcome = Awaited<ReturnType<typeof client.artifacts.verify>>;

const WORDS: Readonly<Record<Outcome['status'], readonly [status: Status, text: string]>> = {
  intact: ['succeeded', 'Matches its record'],
  changed: ['failed', 'Changed: the file no longer has this digest. Restore the artifacts folder from a backup'],
  missing: ['failed', 'Missing from the data folder. Restore the artifacts folder from a backup'],
};

/** Reads the file anew and compares it with its digest. */
export function CheckAgain({ file }: { readonly file: ArtifactRef }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const check = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      setOutcome(await client.artifacts.verify({ digest: file.digest }));
    } catch (thrown) {
      setOutcome(null);
      setError(toClientError(thrown));
    }
    setBusy(false);
  };
  return (
    <>
      <Button size="sm" icon={ShieldCheck} busy={isBusy} onClick={() => void check()}>
        Check file again
      </Button>
      <p className={styles.outcome} role="status">
        {outcome !== null && (
          <>
            <StatusGlyph status={WORDS[outcome.status][0]} size={14} />
            <span>
              {WORDS[outcome.status][1]}, checked {formatClock(outcome.at)}
            </span>
          </>
        )}
        {error !== null && <span>Not checked: {error.message}</span>}
      </p>
    </>
  );
}
