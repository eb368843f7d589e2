import { Check, Copy, Download, EyeOff, FileSignature, ShieldCheck } from 'lucide-react';
import { Link } from 'wouter';
import type { ClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { formatClock, formatCount, formatMoment } from '#renderer/ui/formats.ts';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import type { ArtifactOrigin } from '#shared/api/artifacts.ts';
import { digestHex } from '#shared/lib/digest.ts';
import { runLabel } from '#shared/run/ids.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import type { PlacedFile } from '../model/artifact-rows.ts';
import { kindOf } from '../model/file-kind.ts';
import { CheckAgain } from './check-again.tsx';
import styles from './details.module.css';

interface DetailsProps {
  readonly placed: PlacedFile;
  readonly origin: ArtifactOrigin | undefined;
  readonly error: ClientError | null;
  readonly isCopied: boolean;
  readonly onCopy: () => void;
  readonly onSave: () => void;
  /** How far a save is, while one is under way. */
  readonly saving: number | null;
  readonly onExport: () => void;
}

/** Everything that is known of one file. */
export function Details(props: DetailsProps) {
  const { placed, origin, error, isCopied, onCopy, onSave, saving, onExport } = props;
  const { file, group, step } = placed;
  const hasEnded = isTerminal(group.run.execution);
  return (
    <div className={styles.details}>
      <section className={styles.section}>
        <h3>SHA-256</h3>
        <Digest hex={digestHex(file.digest)} />
        <div className={styles.buttons}>
          <Button size="sm" icon={isCopied ? Check : Copy} keys="c" onClick={onCopy}>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
          <CheckAgain key={file.digest} file={file} />
        </div>
      </section>
      <section className={styles.section}>
        <h3>Origin</h3>
        {error !== null && origin === undefined && <p className={styles.quiet}>Not read: {error.message}</p>}
        <dl className={styles.facts}>
          <dt>Run</dt>
          <dd>
            <Link href={`/runs/${runLabel(group.run.number)}`}>{runLabel(group.run.number)}</Link>
            {group.run.lane === null ? '' : `, lane ${group.run.lane}`}
          </dd>
          <dt>Step</dt>
          <dd>
            {step.index + 1}. {step.title}
          </dd>
          <dt>Tool</dt>
          <dd>{origin === undefined ? <Skeleton width={96} /> : (origin.tool ?? 'None: the step did not act')}</dd>
          <dt>Written</dt>
          <dd title={origin?.writtenAt == null ? undefined : formatMoment(origin.writtenAt)}>
            {origin === undefined ? <Skeleton width={72} /> : written(origin)}
          </dd>
          <dt>Type, size</dt>
          <dd>
            {file.mediaType}, {formatCount(file.size)} B
          </dd>
        </dl>
      </section>
      {origin !== undefined && (
        <section className={styles.section}>
          <h3>Used as evidence</h3>
          {origin.evidenceFor.length === 0 && (
            <p className={styles.quiet}>No check of the step read green after it was written.</p>
          )}
          <ul>
            {origin.evidenceFor.map((check) => (
              <li key={check} className={styles.evidence} data-st="succeeded">
                <ShieldCheck size={13} aria-hidden />
                {check}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.section}>
        <h3>Redaction</h3>
        <p className={styles.evidence}>
          <EyeOff size={13} aria-hidden />
          {kindOf(file) === 'hex' || kindOf(file) === 'image'
            ? 'Looked through for secrets before it was kept; it holds none'
            : 'Any secret in it was masked before it was kept'}
        </p>
      </section>
      <section className={styles.section}>
        <div className={styles.buttons}>
          <Button icon={Download} busy={saving !== null} onClick={onSave}>
            {saving === null ? 'Save' : `Saving, ${Math.round(saving * 100)}%`}
          </Button>
          <Button icon={FileSignature} keys="e" disabled={!hasEnded} onClick={onExport}>
            Export proof bundle
          </Button>
        </div>
        {!hasEnded && <p className={styles.quiet}>The run has not ended: a bundle proves a verdict.</p>}
      </section>
    </div>
  );
}

function written({ writtenAt }: ArtifactOrigin): string {
  return writtenAt === null ? 'Not recorded' : `${formatClock(writtenAt)} UTC`;
}

/** 64 digits in rows of four groups, as one reads them to another. */
function Digest({ hex }: { readonly hex: string }) {
  return (
    <code className={styles.digest} title={hex}>
      {(hex.match(/.{4}/g) ?? []).map((group, at) => (
        <span key={at}>{group}</span>
      ))}
    </code>
  );
}
