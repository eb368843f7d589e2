import { Ban, Check, CircleX, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { useToolCalls } from '#renderer/client/hooks/mcp.ts';
import { useIsAsking } from '#renderer/parts/server-question/open-questions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton } from '#renderer/ui/copy-button.tsx';
import { asSentence, formatClock, formatCount, formatElapsed } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { CallResultView } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import styles from './call.module.css';
import { CallHistory } from './call-history.tsx';
import { ResultContent } from './result-content.tsx';
import { cancelCall, type ToolCall } from './tool-calls.ts';

interface CallOutcomeProps {
  readonly server: string;
  readonly tool: string;
  readonly call: ToolCall | undefined;
  /** Fills the arguments with those of an earlier call. */
  readonly onTake: (value: JsonObject) => void;
}

/** What became of the last call, and the calls before it. */
export function CallOutcome({ server, tool, call, onTake }: CallOutcomeProps) {
  const [view, setView] = useState<'result' | 'history'>('result');
  const history = useToolCalls(server, tool);
  const count = history.data?.length ?? 0;
  return (
    <section className={styles.outcome} aria-label="Last result">
      <div className={styles.outcomeHead}>
        <h3>Last result</h3>
        <span role="status" className={styles.status}>
          {call !== undefined && <OutcomeStatus call={call} />}
        </span>
        {call?.status === 'running' && (
          <Button size="sm" onClick={() => cancelCall(server, tool)}>
            Cancel call
          </Button>
        )}
        {call?.result !== null && call?.result !== undefined && (
          <CopyButton text={resultText(call.result)} label="Copy result" />
        )}
        <Segmented
          size="sm"
          label="Calls"
          value={view}
          onChange={setView}
          segments={[
            { value: 'result', label: 'Result' },
            { value: 'history', label: count === 0 ? 'History' : `History ${count}` },
          ]}
        />
      </div>
      {view === 'history' ? (
        <CallHistory
          answer={history}
          onTake={(value) => {
            onTake(value);
            setView('result');
          }}
        />
      ) : call === undefined ? (
        <p className={styles.none}>It was not called since this page was opened.</p>
      ) : (
        <Outcome call={call} />
      )}
    </section>
  );
}

function Outcome({ call: { status, lines, result, error } }: { readonly call: ToolCall }) {
  return (
    <>
      {error !== null && (
        <div className={styles.notice}>
          <Notice status="failed">
            {asSentence(error.message)} {asSentence(error.hint ?? '')} <code>{error.code}</code>
          </Notice>
        </div>
      )}
      {status === 'canceled' && (
        <p className={styles.none}>You canceled it. Whether the server did a part of it is not known.</p>
      )}
      {lines.length > 0 && (
        <pre className={styles.lines} aria-label="What the server told during the call">
          {lines.join('\n')}
        </pre>
      )}
      {result !== null && <ResultContent result={result} />}
    </>
  );
}

function OutcomeStatus({ call: { status, result, startedAt, order } }: { readonly call: ToolCall }) {
  const now = useNow(1000);
  const isAsking = useIsAsking(order.name, order.tool);
  if (status === 'running') {
    return (
      <>
        <LoaderCircle size={13} aria-hidden />
        {isAsking ? 'Asks you' : 'Running'} <span className={styles.meta}>{formatElapsed(now - startedAt)}</span>
      </>
    );
  }
  if (status === 'canceled') {
    return (
      <>
        <Ban size={13} aria-hidden />
        Canceled
      </>
    );
  }
  const isFailed = status === 'failed' || result?.isError === true;
  const Icon = isFailed ? CircleX : Check;
  return (
    <span className={isFailed ? styles.bad : undefined}>
      <Icon size={13} aria-hidden />
      {status === 'failed' ? 'Failed' : isFailed ? 'The tool says that it failed' : 'Returned'}
      {result !== null && (
        <span className={styles.meta}>
          {' '}
          {result.durationMs} ms, {formatClock(result.at)}, call {formatCount(result.record)}
        </span>
      )}
    </span>
  );
}

function resultText({ structured, content }: CallResultView): string {
  if (structured !== null) return JSON.stringify(structured, null, 2);
  return content.map((part) => ('text' in part ? part.text : 'uri' in part ? part.uri : part.name)).join('\n');
}
