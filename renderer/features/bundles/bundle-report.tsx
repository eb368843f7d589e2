import { Link } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { keys } from '#renderer/client/keys.ts';
import { useAnswer } from '#renderer/client/query.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton, Hash } from '#renderer/ui/copy-button.tsx';
import { formatMoment } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import type { VerificationView } from '#shared/api/proofs.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './bundle-page.module.css';
import { outcomeOf, rowStatus, rowWord, shellWord, verdictStatus } from './bundle-words.ts';

interface BundleReportProps {
  readonly view: VerificationView;
  readonly onTrust: () => void;
}

/** What a verification found, and how somebody else repeats it. */
export function BundleReport({ view, onTrust }: BundleReportProps) {
  const { outcome, rows, failures, signer, withheld } = view;
  const { status, title, text } = outcomeOf(view);
  return (
    <div className={styles.page}>
      <section className={styles.outcome} data-st={status} role={outcome === 'invalid' ? 'alert' : 'status'}>
        <StatusGlyph status={status} size={28} />
        <div>
          <h2>{title}</h2>
          <p>{text}</p>
        </div>
        {outcome === 'signed-not-trusted' && signer !== null && <Button onClick={onTrust}>Trust this key</Button>}
      </section>
      <div className={styles.columns}>
        <div>
          {failures.length > 0 && (
            <section className={styles.section}>
              <h3>What does not hold</h3>
              <ul>
                {failures.map((failure) => (
                  <li key={`${failure.rule} ${failure.where} ${failure.message}`} className={styles.failure}>
                    <StatusGlyph status="failed" size={14} />
                    <span>
                      {failure.message}
                      <code>
                        {failure.rule}, {failure.where}
                      </code>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section className={styles.section}>
            <h3>What was checked</h3>
            <ul>
              {rows.map((row) => (
                <li key={row.label} className={styles.row}>
                  <StatusGlyph status={rowStatus(row.ok)} size={14} />
                  <span>{row.label}</span>
                  <span className={styles.quiet}>{row.note}</span>
                  <span>{rowWord(row.ok)}</span>
                </li>
              ))}
            </ul>
          </section>
          <RunInside view={view} />
        </div>
        <div>
          <section className={styles.section}>
            <h3>Signed by</h3>
            {signer === null ? (
              <p>Nobody whose signature holds.</p>
            ) : (
              <dl className={styles.facts}>
                <dt>Key</dt>
                <dd>
                  <code>{signer.fingerprint}</code>
                  <CopyButton text={signer.fingerprint} label="Copy fingerprint" />
                </dd>
                <dt>Trusted</dt>
                <dd>{signer.trustedAs === null ? 'Not here' : `As ${signer.trustedAs}`}</dd>
              </dl>
            )}
          </section>
          <section className={styles.section}>
            <h3>File</h3>
            <dl className={styles.facts}>
              <dt>SHA-256</dt>
              <dd>
                <Hash digest={view.digest} copyLabel="Copy digest of the bundle" />
              </dd>
              <dt>Withheld</dt>
              <dd>
                {withheld === 0 ? 'Nothing' : `${withheld} ${withheld === 1 ? 'value or file' : 'values or files'}`}
              </dd>
              <dt>Checked</dt>
              <dd>{formatMoment(view.at)}</dd>
            </dl>
          </section>
          <ThirdParty view={view} />
        </div>
      </div>
    </div>
  );
}

function RunInside({ view: { run } }: { readonly view: VerificationView }) {
  const known = useAnswer(run === null ? null : keys.run(run.runId), (signal) =>
    client.runs.get({ ref: run?.runId ?? '' }, { signal }),
  );
  if (run === null) return null;
  const own = known.data?.run;
  return (
    <section className={styles.section}>
      <h3>The run inside</h3>
      <dl className={styles.facts}>
        <dt>Plan</dt>
        <dd>{run.plan}</dd>
        <dt>Run</dt>
        <dd>
          {own === undefined ? (
            <code>{run.runId}</code>
          ) : (
            <Link href={`/runs/${runLabel(own.number)}`}>{runLabel(own.number)}</Link>
          )}
          {own === undefined && known.error !== null && ', not of this data folder'}
        </dd>
        <dt>Verdict</dt>
        <dd className={styles.verdict}>
          <StatusGlyph status={verdictStatus(run.verdict)} size={14} />
          {run.verdict}
        </dd>
        <dt>Ended</dt>
        <dd>{formatMoment(run.endedAt)}</dd>
      </dl>
      <ul className={styles.steps}>
        {run.steps.map((step) => (
          <li key={step.id} className={styles.row}>
            <StatusGlyph status={verdictStatus(step.verdict)} size={14} />
            <code>{step.id}</code>
            <span className={styles.quiet}>{step.strength ?? ''}</span>
            <span>{step.verdict}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ThirdParty({ view: { fileName, signer } }: { readonly view: VerificationView }) {
  const file = shellWord(fileName);
  const steps = [
    { title: 'Compare the bundle digest', command: `sha256sum ${file}` },
    { title: 'Run the checker, offline', command: `opsroom verify ${file}` },
    ...(signer === null ? [] : [{ title: 'Match the public key', command: signer.fingerprint }]),
  ];
  return (
    <section className={styles.section}>
      <h3>How a third party checks it</h3>
      <ol>
        {steps.map(({ title, command }) => (
          <li key={title} className={styles.command}>
            <span>{title}</span>
            <code>{command}</code>
            <CopyButton text={command} label={`Copy: ${title}`} />
          </li>
        ))}
      </ol>
    </section>
  );
}
