import { Kbds } from '#renderer/ui/kbd.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { Diagnostic } from '#shared/pulser/diagnostic.ts';
import { inTextOrder, problemCount } from '../model/problems.ts';
import styles from './side.module.css';

interface ProblemsPanelProps {
  readonly problems: readonly Diagnostic[];
  /** The text was not read yet, or could not be. */
  readonly isStale: boolean;
  readonly onOpen: (problem: Diagnostic) => void;
}

/** Everything that the reader has against the text, with its place. */
export function ProblemsPanel({ problems, isStale, onOpen }: ProblemsPanelProps) {
  return (
    <section className={styles.problems} aria-label="Problems">
      <div className={styles.problemsHead}>
        <h2>Problems</h2>
        <span role="status">{isStale ? 'not read: no connection' : problemCount(problems)}</span>
        <span className={styles.space} />
        <Kbds keys="F8" />
        <span>next problem</span>
      </div>
      {problems.length > 0 && (
        <ul>
          {inTextOrder(problems).map((problem) => (
            <li key={`${problem.start.offset} ${problem.code} ${problem.message}`}>
              <button type="button" onClick={() => onOpen(problem)}>
                <StatusGlyph status={problem.severity === 'error' ? 'failed' : 'approval'} size={13} />
                <span className={styles.unseen}>{problem.severity}</span>
                <Truncate>
                  {problem.path === '' ? '' : `${problem.path}: `}
                  {problem.message}
                  {problem.hint === undefined ? '' : `. ${problem.hint}`}
                </Truncate>
                <span className={styles.place}>
                  {problem.start.line}:{problem.start.column}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
