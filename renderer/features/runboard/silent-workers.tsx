import { Link } from 'wouter';
import { LEASE_MS, silenceMs } from '#renderer/client/beats.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { useLive } from '#renderer/client/live.ts';
import { formatDuration } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunCard as Card } from '#shared/api/board.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './silent-workers.module.css';

/** Says at once when the worker of a run on the board has stopped answering. */
export function SilentWorkers({ cards }: { readonly cards: readonly Card[] }) {
  const workers = useLive((live) => live.workers);
  const connection = useConnection();
  const now = useNow(1000);
  const silent = cards.flatMap(({ run, status }) => {
    if (status !== 'running' && status !== 'verifying' && status !== 'claimed') return [];
    const worker = workers.find(({ instance }) => instance === run.owner);
    if (worker === undefined || (silenceMs(worker, connection, now) ?? 0) < LEASE_MS) return [];
    return [{ run, worker, age: now - worker.beatAt }];
  });
  return (
    <>
      {silent.map(({ run, worker, age }) => {
        const label = runLabel(run.number);
        return (
          <section key={run.runId} className={styles.alert} data-st="indoubt" role="alert">
            <StatusGlyph status="indoubt" />
            <p>
              <b>
                {worker.kind} on {worker.host} stopped answering {formatDuration(age)} ago.
              </b>{' '}
              What the step of {label} did is not known until its checks are read.
            </p>
            <Link href={`/runs/${label}`}>Open {label}</Link>
          </section>
        );
      })}
    </>
  );
}
