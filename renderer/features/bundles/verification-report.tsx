import { ShieldCheck } from 'lucide-react';
import { Link } from 'wouter';
import { Step } from '#renderer/parts/export-dialog/third-party.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton, Hash } from '#renderer/ui/copy-button.tsx';
import { asSentence, formatMoment } from '#renderer/ui/formats.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { StatusText } from '#renderer/ui/status-label.tsx';
import type { VerificationView } from '#shared/api/proofs.ts';
import styles from './bundles.module.css';
import { checkStatus, checkWord, outcomeWords, verdictStatus } from './verification-words.ts';

interface VerificationReportProps {
  readonly report: VerificationView;
  readonly onTrust: () => void;
}

/** What a verification found: the outcome, why, by whom, and what is inside. */
export function VerificationReport({ report, onTrust }: VerificationReportProps) {
  const { outcome, fileName, digest, at, rows, failures } = report;
  const words = outcomeWords(outcome);
  return (
    <div className={styles.report}>
      <section className={styles.outcome} data-st={words.status} aria-label="Outcome" role="status">
        <StatusGlyph status={words.status} size={24} />
        <div>
          <h2>{words.title}</h2>
          <p>{words.meaning}</p>
        </div>
      </section>
      {failures.length > 0 && (
        <section className={styles.section}>
          <h2>What does not hold</h2>
          <ul className={styles.failures} aria-label="Failures">
            {failures.map(({ rule, message, where }, index) => (
              <li key={index}>
                <code>{rule}</code>
                <span>{asSentence(message)}</span>
                <code className={styles.where}>{where === '' ? 'the file itself' : where}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Signer report={report} onTrust={onTrust} />
      <section className={styles.section}>
        <h2>Checks</h2>
        <ul className={styles.rows} aria-label="Checks">
          {rows.map(({ label, ok, note }) => (
            <li key={label}>
              <StatusText status={checkStatus(ok)}>{label}</StatusText>
              <span className={styles.word}>{checkWord(ok)}</span>
              <span className={styles.note}>{note}</span>
            </li>
          ))}
        </ul>
      </section>
      <RunInside report={report} />
      <section className={styles.section}>
        <h2>File</h2>
        <dl className={styles.facts}>
          <dt>Name</dt>
          <dd>{fileName}</dd>
          <dt>SHA-256</dt>
          <dd>
            <Hash digest={digest} full copyLabel="Copy digest of the bundle" />
          </dd>
          <dt>Verified</dt>
          <dd>{formatMoment(at)}</dd>
        </dl>
      </section>
      <section className={styles.section}>
        <h2>Check it elsewhere</h2>
        <ol className={styles.steps}>
          <Step title="Compare the digest" note="Sent by a second channel." command={`sha256sum ${quoted(fileName)}`} />
          <Step
            title="Run the checker, offline"
            note="No account and no network are needed."
            command={`opsroom verify ${quoted(fileName)}`}
          />
        </ol>
      </section>
    </div>
  );
}

function Signer({ report: { signer }, onTrust }: VerificationReportProps) {
  return (
    <section className={styles.section}>
      <h2>Signer</h2>
      {signer === null ? (
        <p>No signature could be read.</p>
      ) : (
        <div className={styles.signer}>
          <span>
            <code>{signer.fingerprint}</code>
            <CopyButton text={signer.fingerprint} label="Copy fingerprint" />
          </span>
          {signer.trustedAs === null ? (
            <>
              <StatusText status="waived">Not trusted here</StatusText>
              <Button size="sm" icon={ShieldCheck} onClick={onTrust}>
                Trust this key
              </Button>
            </>
          ) : (
            <StatusText status="succeeded">Trusted as {signer.trustedAs}</StatusText>
          )}
        </div>
      )}
    </section>
  );
}

function RunInside({ report: { run, withheld } }: Pick<VerificationReportProps, 'report'>) {
  if (run === null) return null;
  return (
    <section className={styles.section}>
      <h2>Run inside</h2>
      <dl className={styles.facts}>
        <dt>Plan</dt>
        <dd>{run.plan}</dd>
        <dt>Run</dt>
        <dd>
          <Link href={`/runs/${run.runId}`}>{run.runId}</Link>
        </dd>
        <dt>Result</dt>
        <dd>
          <StatusText status={verdictStatus(run.verdict)}>{run.verdict}</StatusText>
        </dd>
        <dt>Started, ended</dt>
        <dd>
          {run.startedAt === null ? 'never started' : formatMoment(run.startedAt)}, {formatMoment(run.endedAt)}
        </dd>
        <dt>Withheld</dt>
        <dd>{withheld === 0 ? 'Nothing' : `${withheld} values, files or outputs; their hashes are still checked`}</dd>
      </dl>
      <ul className={styles.rows} aria-label="Steps in the bundle">
        {run.steps.map(({ id, verdict, strength }) => (
          <li key={id}>
            <StatusText status={verdictStatus(verdict)}>{id}</StatusText>
            <span className={styles.word}>{verdict}</span>
            <span className={styles.note}>{strength === null ? '' : `evidence ${strength}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The name of a file as one word of a shell: it comes from whoever sent the bundle. */
function quoted(fileName: string): string {
  return /^[\w.-]+$/.test(fileName) && !fileName.startsWith('-')
    ? fileName
    : `./'${fileName.replaceAll("'", String.raw`'\''`)}'`;
}
