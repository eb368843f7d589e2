import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useDataFolder } from '#renderer/client/hooks/settings.ts';
import { useDoctor } from '#renderer/client/hooks/system.ts';
import { useHost } from '#renderer/client/host.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { formatBytes, formatMoment } from '#renderer/ui/formats.ts';
import type { Status } from '#renderer/ui/status.ts';
import { StatusText } from '#renderer/ui/status-label.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { DataFolder } from '#shared/api/settings.ts';
import { Row, Section } from './section.tsx';
import styles from './settings.module.css';

const FINDINGS = {
  ok: ['succeeded', 'OK'],
  warning: ['approval', 'Warning'],
  problem: ['failed', 'Problem'],
} as const satisfies Readonly<Record<string, readonly [Status, string]>>;

/** Where everything is kept, how large it is, its backups, and whether the machine is fit. */
export function DataSection() {
  const doctor = useDoctor();
  return (
    <>
      <Section title="Data folder" about="Runs, logs, artifacts, plans and keys are kept here.">
        <Answered answer={useDataFolder()} what="The data folder">
          {(folder) => <Folder folder={folder} />}
        </Answered>
      </Section>
      <Section
        title="Health"
        about="The same checks that opsroom doctor makes."
        actions={
          <Button size="sm" busy={doctor.isFetching} onClick={() => void doctor.refetch()}>
            {doctor.isFetching ? 'Checking' : 'Check again'}
          </Button>
        }
      >
        <Answered answer={doctor} what="The health of the machine">
          {(findings) => (
            <ul>
              {findings.map(({ name, status, message }) => (
                <Row key={name} label={name} detail={message}>
                  <StatusText status={FINDINGS[status][0]}>{FINDINGS[status][1]}</StatusText>
                </Row>
              ))}
            </ul>
          )}
        </Answered>
      </Section>
    </>
  );
}

function Folder({ folder }: { readonly folder: DataFolder }) {
  const act = useAct();
  const { show } = useToast();
  const [isBusy, setBusy] = useState(false);
  const isDesktop = useHost().kind === 'desktop';
  const backUp = async (): Promise<void> => {
    setBusy(true);
    await act('No backup was made', async () => {
      const { name, bytes } = await client.settings.backUp({});
      await queryClient.invalidateQueries({ queryKey: keys.dataFolder() });
      show({ status: 'succeeded', title: 'Backup made', text: `${name}, ${formatBytes(bytes)}` });
    });
    setBusy(false);
  };
  const reveal = (place: 'data' | 'backups'): void => {
    void act('The folder was not shown', () => client.host.reveal({ place }));
  };
  return (
    <>
      <dl className={styles.facts}>
        <dt>Folder</dt>
        <dd>
          <code className={styles.mono}>{folder.path}</code>
          <CopyButton text={folder.path} label="Copy path of the data folder" />
        </dd>
        <dt>Database</dt>
        <dd>{formatBytes(folder.database)}</dd>
        <dt>Logs</dt>
        <dd>{formatBytes(folder.logs)}</dd>
        <dt>Artifacts</dt>
        <dd>{formatBytes(folder.artifacts)}</dd>
        <dt>Free on the disk</dt>
        <dd>{formatBytes(folder.free)}</dd>
      </dl>
      <div className={styles.buttons}>
        <Button busy={isBusy} onClick={() => void backUp()}>
          {isBusy ? 'Backing up' : 'Back up now'}
        </Button>
        {isDesktop && <Button onClick={() => reveal('data')}>Show folder</Button>}
        {isDesktop && <Button onClick={() => reveal('backups')}>Show backups</Button>}
      </div>
      <h3 className={styles.sub}>Backups of the database</h3>
      {folder.backups.length === 0 && <p className={styles.detail}>None yet.</p>}
      <ul aria-label="Backups">
        {folder.backups.map(({ name, bytes, at }) => (
          <Row key={name} label={<span className={styles.mono}>{name}</span>} detail={formatMoment(at)}>
            {formatBytes(bytes)}
          </Row>
        ))}
      </ul>
    </>
  );
}
