import { client } from '#renderer/client/client.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { useHost } from '#renderer/client/host.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { SystemState } from '#shared/api/system.ts';
import styles from './fatal-screen.module.css';
import { WindowControls } from './window-controls.tsx';

interface FatalScreenProps {
  readonly state: SystemState;
}

/** The store cannot be opened: what happened, what is safe, what to do. Nothing else works without it. */
export function FatalScreen({ state }: FatalScreenProps) {
  const { kind, hasWindowControls } = useHost();
  const { refetch, isFetching } = useSystemState();
  const { problem, dataDir, version } = state;
  const reveal = (place: 'data' | 'backups'): void => {
    // A file manager that does not come up says so itself.
    client.host.reveal({ place }).catch(() => undefined);
  };
  return (
    <div className={styles.screen}>
      <header className={styles.bar}>{hasWindowControls && <WindowControls />}</header>
      <main id="main" className={styles.main} tabIndex={-1}>
        <section className={styles.card} role="alert" data-st="failed">
          <StatusGlyph status="failed" size={24} />
          <h1>The control room cannot open its data</h1>
          <p>{asSentence(problem?.message ?? 'the data folder could not be opened')}</p>
          <h2>What is safe</h2>
          <p>
            Nothing was changed or removed. Recorded runs, logs, artifacts and proofs are files in the data folder, and
            exported proof bundles verify without it. While this lasts no run is started or continued from here.
          </p>
          <h2>What to do</h2>
          <p>{asSentence(problem?.hint ?? 'close other programs that use the data folder, then try again')}</p>
          <dl className={styles.facts}>
            <dt>Data folder</dt>
            <dd>
              <code>{dataDir}</code>
              <CopyButton text={dataDir} label="Copy the path" />
            </dd>
            <dt>Code</dt>
            <dd>
              <code>{problem?.code ?? 'unknown'}</code>
            </dd>
            <dt>Version</dt>
            <dd>
              <code>{version}</code>
            </dd>
          </dl>
          <div className={styles.actions}>
            <Button variant="primary" busy={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
            {kind === 'desktop' && (
              <>
                <Button onClick={() => reveal('data')}>Show data folder</Button>
                <Button onClick={() => reveal('backups')}>Show backups</Button>
              </>
            )}
          </div>
        </section>
      </main>
    </div>
  );
}
