import { CircleCheck, CircleDashed, FileUp, LayoutTemplate, PencilLine } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { workersAlive } from '#renderer/client/beats.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { useTemplates } from '#renderer/client/hooks/plans.ts';
import { useIdentity } from '#renderer/client/hooks/settings.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { useLive } from '#renderer/client/live.ts';
import { openOrFirstSession } from '#renderer/parts/start-run/first-session.ts';
import { StartRunDialog } from '#renderer/parts/start-run/start-run-dialog.tsx';
import type { StartSource } from '#renderer/parts/start-run/start-source.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { formatCount, shortDigest } from '#renderer/ui/formats.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { SessionId } from '#shared/run/ids.ts';
import styles from './first-run.module.css';

const SHOWN_TEMPLATES = 5;

/** Before the first run: three ways to a plan. */
export function FirstRun({ sessionId }: { readonly sessionId: SessionId | null }) {
  const [start, setStart] = useState<{ readonly sessionId: SessionId; readonly source: StartSource } | null>(null);
  const [, navigate] = useLocation();
  const file = useRef<HTMLInputElement | null>(null);
  const templates = useTemplates().data ?? [];
  const act = useAct();
  const [first] = templates;

  /** The dialog queues into a session, so there must be one. */
  const open = (source: StartSource): void =>
    void act('No session could be made', async () => {
      const id = sessionId ?? (await openOrFirstSession());
      setStart({ sessionId: id, source });
    });
  const write = (): void => navigate('/plans?new=1');
  const choose = (): void => file.current?.click();
  useCommands([
    {
      id: 'first.template',
      title: 'Run the first template',
      keys: '1',
      group: 'First run',
      run: () => first !== undefined && open({ kind: 'template', id: first.id }),
    },
    { id: 'first.file', title: 'Choose a plan file', keys: '2', group: 'First run', run: choose },
    { id: 'first.write', title: 'Write a plan', keys: '3', group: 'First run', run: write },
  ]);
  return (
    <section className={styles.first}>
      <h2>Run your first plan</h2>
      <p>Every way ends in a plan that you read before anything runs.</p>
      <div className={styles.ways}>
        <article className={styles.way}>
          <h3>
            <LayoutTemplate size={16} aria-hidden />
            Pick a template
            <Kbd>1</Kbd>
          </h3>
          <p>Start with a small plan to see how proofs work.</p>
          <ul className={styles.body}>
            {templates.slice(0, SHOWN_TEMPLATES).map(({ id, title, effect }) => (
              <li key={id} className={styles.template}>
                <button type="button" onClick={() => open({ kind: 'template', id })}>
                  {title}
                </button>
                <RiskLabel risk={effect} />
              </li>
            ))}
          </ul>
          <div className={styles.foot}>
            <Link href="/plans">All {templates.length} templates</Link>
            <Button
              variant="primary"
              disabled={first === undefined}
              onClick={() => first !== undefined && open({ kind: 'template', id: first.id })}
            >
              <Truncate>Run {first?.title ?? 'a template'}</Truncate>
            </Button>
          </div>
        </article>
        <article className={styles.way}>
          <h3>
            <FileUp size={16} aria-hidden />
            Bring a plan
            <Kbd>2</Kbd>
          </h3>
          <p>A Pulser plan in YAML. What is wrong with it is shown line by line.</p>
          <div
            className={styles.drop}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              void event.dataTransfer.files[0]?.text().then((text) => open({ kind: 'text', text }));
            }}
          >
            Drop a plan file here
          </div>
          <div className={styles.foot}>
            <span>Stays on this computer</span>
            <Button onClick={choose}>Choose file</Button>
            <input
              ref={file}
              type="file"
              accept=".yaml,.yml,.json"
              hidden
              onChange={(event) => {
                const [chosen] = event.currentTarget.files ?? [];
                void chosen?.text().then((text) => open({ kind: 'text', text }));
                event.currentTarget.value = '';
              }}
            />
          </div>
        </article>
        <article className={styles.way}>
          <h3>
            <PencilLine size={16} aria-hidden />
            Write a plan
            <Kbd>3</Kbd>
          </h3>
          <p>Steps, what each does, and the check that proves it.</p>
          <pre className={styles.sample}>{SAMPLE}</pre>
          <div className={styles.foot}>
            <span>With completion and checks as you type</span>
            <Button onClick={write}>New plan</Button>
          </div>
        </article>
      </div>
      <Ready />
      {start !== null && (
        <StartRunDialog sessionId={start.sessionId} lane={null} source={start.source} onClose={() => setStart(null)} />
      )}
    </section>
  );
}

const SAMPLE = `steps:
  - id: create
    do:
      file:
        write: notes.md
        content: Hello
    verify:
      - file:
          path: notes.md
          contains: Hello`;

function Ready() {
  const connection = useConnection();
  const workers = workersAlive(
    useLive((live) => live.workers),
    connection,
    useNow(1000),
  ).alive;
  const identity = useIdentity().data;
  const system = useSystemState().data;
  const events = system?.ledger.events ?? 0;
  return (
    <ul className={styles.ready} aria-label="Setup">
      <ReadyItem isDone={workers > 0} title={workers > 0 ? 'Worker ready' : 'No worker yet'}>
        {workers > 0 ? `${workers} started, heartbeat on time` : 'Plans wait until one is started'}
      </ReadyItem>
      <ReadyItem isDone={identity != null} title={identity == null ? 'No signing key yet' : 'Signing key made'}>
        {identity == null ? (
          <>
            Made with the first export, or in <Link href="/settings/identity">Settings</Link>
          </>
        ) : (
          `Ed25519, kept by ${identity.protection}`
        )}
      </ReadyItem>
      <ReadyItem isDone={events > 0} title={events > 0 ? 'Ledger started' : 'Ledger empty'}>
        {system?.ledger.lastHash == null
          ? 'Starts with the first run'
          : `${formatCount(events)} entries, hash ${shortDigest(system.ledger.lastHash)}`}
      </ReadyItem>
      <ReadyItem isDone={system?.status === 'ready'} title="Data folder">
        {system?.dataDir ?? ''}
      </ReadyItem>
    </ul>
  );
}

interface ReadyItemProps {
  readonly isDone: boolean;
  readonly title: string;
  readonly children: React.ReactNode;
}

function ReadyItem({ isDone, title, children }: ReadyItemProps) {
  const Icon = isDone ? CircleCheck : CircleDashed;
  return (
    <li>
      <Icon size={16} aria-hidden />
      <b>{title}</b>
      <span>{children}</span>
    </li>
  );
}
