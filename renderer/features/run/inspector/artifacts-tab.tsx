import { FileText } from 'lucide-react';
import { Link } from 'wouter';
import { Hash } from '#renderer/ui/copy-button.tsx';
import { formatBytes } from '#renderer/ui/formats.ts';
import { PathText } from '#renderer/ui/path-text.tsx';
import type { RunDetail } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import styles from './inspector.module.css';

interface ArtifactsTabProps {
  readonly detail: RunDetail;
  readonly stepId: string;
}

/** The files that steps left: those of the chosen step first. */
export function ArtifactsTab({ detail, stepId }: ArtifactsTabProps) {
  const own = detail.steps.filter(({ summary }) => summary.id === stepId);
  const others = detail.steps.filter(({ summary }) => summary.id !== stepId);
  const groups = [...own, ...others].filter((step) => step.artifacts.length > 0);
  if (groups.length === 0) {
    return (
      <section className={styles.section}>
        <p className={styles.quiet}>No files yet. A step keeps the files that its plan names under artifacts.</p>
      </section>
    );
  }
  return groups.map((step) => (
    <section key={step.summary.id} className={styles.section}>
      <h3>
        {step.summary.index + 1}. {step.summary.title}
      </h3>
      {step.artifacts.map((artifact) => (
        <div key={artifact.name} className={styles.file}>
          <FileText size={14} aria-hidden />
          <Link
            className={styles.fileLink}
            href={`/artifacts?run=${runLabel(detail.run.number)}&file=${encodeURIComponent(artifact.name)}`}
          >
            <PathText path={artifact.name} />
          </Link>
          <span className={styles.quiet}>{formatBytes(artifact.size)}</span>
          <Hash digest={artifact.digest} copyLabel={`Copy digest of ${artifact.name}`} />
        </div>
      ))}
    </section>
  ));
}
