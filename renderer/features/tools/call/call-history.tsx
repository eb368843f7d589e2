import type { UseQueryResult } from '@tanstack/react-query';
import type { ClientError } from '#renderer/client/client-error.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { formatCount, formatMoment } from '#renderer/ui/formats.ts';
import type { CallRow } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { JsonValue } from '../parts/json-value.tsx';
import styles from './call.module.css';

interface CallHistoryProps {
  readonly answer: UseQueryResult<readonly CallRow[], ClientError>;
  readonly onTake: (value: JsonObject) => void;
}

/** The calls of a tool that were made outside of runs, newest first. */
export function CallHistory({ answer, onTake }: CallHistoryProps) {
  return (
    <Answered answer={answer} what="The calls of it">
      {(calls) => <Calls calls={calls} onTake={onTake} />}
    </Answered>
  );
}

interface CallsProps {
  readonly calls: readonly CallRow[];
  readonly onTake: (value: JsonObject) => void;
}

function Calls({ calls, onTake }: CallsProps) {
  if (calls.length === 0) {
    return <p className={styles.none}>Nobody called it here. Calls of runs are in their proofs.</p>;
  }
  return (
    <ul className={styles.history} aria-label="Calls of this tool">
      {calls.map(({ id, arguments: given, isError, error, result, actor, at, durationMs }) => (
        <li key={id}>
          <details>
            <summary>
              <span>{formatMoment(at)}</span>
              <span className={isError ? styles.bad : undefined}>
                {isError ? (error === null ? 'The tool failed' : error.message) : 'Returned'}
              </span>
              <span className={styles.meta}>
                {durationMs} ms, call {formatCount(id)}, {actor}
              </span>
            </summary>
            <div className={styles.kept}>
              <JsonValue value={given} label="Arguments that were sent" />
              {result !== null && <JsonValue value={result} label="Result that came" />}
              <div className={styles.buttons}>
                <Button size="sm" onClick={() => onTake(given)}>
                  Use these arguments
                </Button>
              </div>
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
