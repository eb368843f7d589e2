import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { RunDetail, StepInspection } from '#shared/api/runs.ts';
import type { Json } from '#shared/lib/json.ts';
import { readingStatus, valueText } from './claims.ts';
import styles from './inspector.module.css';

/** What has room without scrolling. */
const LONG_CHARACTERS = 240;
const LONG_LINES = 8;

interface ValuesTabProps {
  readonly detail: RunDetail;
  readonly step: StepInspection;
}

/** What a step is given, what must hold before it, and what it gave. */
export function ValuesTab({ detail, step }: ValuesTabProps) {
  const outputs = Object.entries(step.outputs);
  const isSettled = step.detail.summary.status === 'settled';
  return (
    <>
      <section className={styles.section}>
        <h3>Inputs of the run</h3>
        <Values values={Object.entries(detail.inputs)} none="This plan takes no inputs." />
        {detail.secrets.map(({ name, source }) => (
          <div key={name} className={styles.pair}>
            <code>{name}</code>
            <span className={styles.quiet}>hidden, from {source}</span>
          </div>
        ))}
      </section>
      {step.preconditions.length > 0 && (
        <section className={styles.section}>
          <h3>Preconditions, read just before the step acts</h3>
          {step.preconditions.map((reading) => (
            <div key={reading.check} className={styles.claim}>
              <StatusGlyph status={readingStatus(reading)} size={14} />
              <span>{reading.name}</span>
              <span className={styles.readings}>{reading.message}</span>
            </div>
          ))}
        </section>
      )}
      <section className={styles.section}>
        <h3>{step.detail.acts.length > 0 ? 'Call of the newest act' : 'Call that the plan names'}</h3>
        {step.call === null ? (
          <p className={styles.quiet}>It only reads.</p>
        ) : (
          <Values values={Object.entries(step.call)} none="It has no parameters." />
        )}
        {step.tool !== null && (
          <p className={styles.quiet}>
            {step.tool.name} {step.tool.version}
          </p>
        )}
      </section>
      {step.result !== null && (
        <section className={styles.section}>
          <h3>Result</h3>
          <Values values={Object.entries(step.result)} none="Nothing was returned." />
        </section>
      )}
      <section className={styles.section}>
        <h3>Outputs</h3>
        <Values
          values={outputs}
          none={isSettled ? 'This step has no outputs.' : 'None yet. Outputs appear when the step has run.'}
        />
      </section>
    </>
  );
}

interface ValuesProps {
  readonly values: readonly (readonly [name: string, value: Json | undefined])[];
  readonly none: string;
}

function Values({ values, none }: ValuesProps) {
  if (values.length === 0) return <p className={styles.quiet}>{none}</p>;
  return (
    <dl className={styles.values}>
      {values.map(([name, value]) => (
        <div key={name} className={styles.pair}>
          <dt>{name}</dt>
          <Value text={value === undefined ? '' : valueText(value)} />
        </div>
      ))}
    </dl>
  );
}

/** A value that may be long enough to scroll. */
function Value({ text }: { readonly text: string }) {
  const isLong = text.length > LONG_CHARACTERS || text.split('\n').length > LONG_LINES;
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys.
  return <dd tabIndex={isLong ? 0 : undefined}>{text}</dd>;
}
