import { silenceMs } from '#renderer/client/beats.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { useLive } from '#renderer/client/live.ts';
import { formatClock, formatElapsed } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { RunDetail } from '#shared/api/runs.ts';
import { SILENT_MS } from './owner-silence.ts';
import styles from './run-page.module.css';

interface DoubtBannerProps {
  readonly detail: RunDetail;
}

/** An act was under way when its owner stopped: what is known, what is safe, what happens now. */
export function DoubtBanner({ detail }: DoubtBannerProps) {
  const { run, steps } = detail;
  const workers = useLive((live) => live.workers);
  const connection = useConnection();
  const now = useNow(1000);
  const step =
    steps.find(({ summary }) => summary.status === 'doubt') ??
    steps.find(({ status }) => status === 'indoubt') ??
    steps.find(({ summary }) =>
      detail.questions.some((asked) => asked.kind === 'decision' && asked.stepId === summary.id),
    ) ??
    steps.find(({ summary }) => summary.status === 'acting' || summary.status === 'undoing');
  const act = step?.acts.findLast(({ finishedAt }) => finishedAt === null) ?? step?.acts.at(-1);
  const owner = workers.find(({ instance }) => instance === run.owner);
  const hasEnded = run.finishedAt !== null;
  const isAsked = detail.questions.length > 0;
  // `null` while the page is cut off: then the last that it heard stands.
  const silence = owner === undefined ? Number.POSITIVE_INFINITY : silenceMs(owner, connection, now);
  const isWorked = !hasEnded && run.execution === 'running' && (silence ?? 0) < SILENT_MS;
  return (
    <section className={styles.doubt} data-st="indoubt" role="alert" aria-label="In doubt">
      <StatusGlyph status="indoubt" size={20} />
      <div>
        <h2>
          {step === undefined
            ? 'The outcome of this run is not known'
            : `The outcome of step ${step.summary.index + 1} is not known: ${step.summary.title}`}
        </h2>
        <dl className={styles.known}>
          <div>
            <dt>Known</dt>
            <dd>
              {act === undefined
                ? 'No act is recorded.'
                : `${act.undo ? 'The undo' : `Try ${act.try}`} began at ${formatClock(act.startedAt)}${
                    act.finishedAt === null
                      ? ' and its end was never recorded'
                      : ` and ended at ${formatClock(act.finishedAt)}`
                  }.`}{' '}
              {owner !== undefined &&
                silence !== null &&
                `Last beat of its worker ${formatElapsed(Math.max(0, now - owner.beatAt))} ago. `}
              {owner === undefined && run.owner !== null && !hasEnded && 'Its worker gives no sign of life. '}
              {`${detail.head.seq} events are recorded. ${run.reason === '' ? '' : sentence(run.reason)}`}
            </dd>
          </div>
          <div>
            <dt>Safe</dt>
            <dd>
              What was proved before stays proved. Nothing further acts before the checks of this step were read. What
              it printed is in the log.
            </dd>
          </div>
          <div>
            <dt>Next</dt>
            <dd>
              {hasEnded
                ? 'Look at the target by hand, then retry from this step: its checks are read before anything is done.'
                : isAsked
                  ? 'Decide below how to go on.'
                  : isWorked
                    ? 'A worker has taken the run over, ends what was left running, and reads the checks.'
                    : 'The next worker takes the run over by itself, ends what was left running, and reads the checks.'}
            </dd>
          </div>
        </dl>
      </div>
    </section>
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
