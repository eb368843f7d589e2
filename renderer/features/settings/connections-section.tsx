import { useState } from 'react';
import { Link } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useConnections } from '#renderer/client/hooks/settings.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { asSentence, formatDuration } from '#renderer/ui/formats.ts';
import { StatusText } from '#renderer/ui/status-label.tsx';
import type { ConnectionRow } from '#shared/api/settings.ts';
import { Row, Section } from './section.tsx';
import styles from './settings.module.css';

type Answer = Awaited<ReturnType<typeof client.settings.testConnection>>;

/** Databases that published plans name, each with a test. */
export function ConnectionsSection() {
  return (
    <Section
      title="Connections"
      about="Databases that published plans name. A plan says where; secrets in it stay names. A test reads one row and changes nothing."
    >
      <Answered answer={useConnections()} what="The connections">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No plan names a connection">
              A plan's <code>connections</code> show here once it is published. <Link href="/plans">Open plans</Link>
            </EmptyState>
          ) : (
            <ul>
              {rows.map((row) => (
                <Connection key={`${row.documentId} ${row.name}`} row={row} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  );
}

function Connection({ row: { documentId, name, planName, driver, target } }: { readonly row: ConnectionRow }) {
  const act = useAct();
  const [answer, setAnswer] = useState<Answer | 'asking' | null>(null);
  const test = async (): Promise<void> => {
    setAnswer('asking');
    const isDone = await act(`${name} was not tested`, async () =>
      setAnswer(await client.settings.testConnection({ documentId, name })),
    );
    if (!isDone) setAnswer(null);
  };
  return (
    <Row
      label={
        <>
          {name}, {driver}, of plan <Link href={`/plans/${documentId}`}>{planName}</Link>
        </>
      }
      detail={
        <>
          <span className={styles.mono}>{target}</span>
          <span role="status" className={styles.outcome}>
            {answer !== null && answer !== 'asking' && (
              <StatusText status={answer.ok ? 'succeeded' : 'failed'}>
                {answer.ok ? 'Answered' : 'No answer'} in {formatDuration(answer.durationMs)}.{' '}
                {asSentence(answer.message)}
              </StatusText>
            )}
          </span>
        </>
      }
    >
      <Button
        size="sm"
        busy={answer === 'asking'}
        aria-label={`Test ${name} of ${planName}`}
        onClick={() => void test()}
      >
        {answer === 'asking' ? 'Testing' : 'Test'}
      </Button>
    </Row>
  );
}
