import { useLocation } from 'wouter';
import type { ClientError } from '#renderer/client/client-error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';
import { isJsonObject } from '#shared/lib/json.ts';
import styles from './start-run.module.css';
import type { StartSource } from './start-source.ts';

interface RefusedPlanProps {
  readonly error: ClientError;
  readonly source: StartSource;
  readonly onBack: (() => void) | null;
  readonly onClose: () => void;
}

const MOST = 8;

/** Why a plan cannot be run: its problems with their lines, and the way to mend them. */
export function RefusedPlan({ error, source, onBack, onClose }: RefusedPlanProps) {
  const [, navigate] = useLocation();
  const problems = problemLines(error);
  // A text is run from the editor that it stands in.
  const documentId = source.kind === 'document' ? source.documentId : undefined;
  return (
    <ErrorState
      happened={problems.length === 0 ? error.message : 'This plan has errors, so it cannot run'}
      safe="Nothing was started."
      todo={
        problems.length === 0 ? (
          error.hint
        ) : (
          <ul className={styles.problems}>
            {problems.slice(0, MOST).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {problems.length > MOST && <li>and {problems.length - MOST} more</li>}
          </ul>
        )
      }
      details={error.code}
      actions={
        <>
          {documentId !== undefined && (
            <Button
              onClick={() => {
                onClose();
                navigate(`/plans/${documentId}`);
              }}
            >
              Open in the editor
            </Button>
          )}
          {onBack !== null && <Button onClick={onBack}>Another plan</Button>}
        </>
      }
    />
  );
}

/** `12:5 unknown key x`, from what the refusal carries. */
function problemLines(error: ClientError): readonly string[] {
  const found = error.details?.['diagnostics'];
  if (!Array.isArray(found)) return [];
  return found.flatMap((one) => {
    if (!isJsonObject(one) || one['severity'] !== 'error' || typeof one['message'] !== 'string') return [];
    const { line, column } = isJsonObject(one['start']) ? one['start'] : {};
    const place = typeof line === 'number' && typeof column === 'number' ? `${line}:${column} ` : '';
    return [`${place}${one['message']}`];
  });
}
