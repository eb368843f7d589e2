import { useEffect, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { LogInfo } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { addHits, completed, type FoundLine, NO_SEARCH, type SearchState, step } from './search-model.ts';
import type { Section } from './sections.ts';

const PAUSE_MS = 150;
const PAGE = 1000;

export interface LogSearch {
  /** As it is typed; the state follows. */
  readonly text: string;
  readonly state: SearchState;
  readonly error: string | null;
  readonly setText: (text: string) => void;
  readonly move: (by: 1 | -1) => void;
}

/** Searches all recordings of a run, whatever their size, in pages; begins at what is in view. */
export function useLogSearch(runId: RunId, sections: readonly Section[], begin: () => FoundLine): LogSearch {
  const [text, setText] = useState('');
  const [state, setState] = useState<SearchState>(NO_SEARCH);
  const [error, setError] = useState<string | null>(null);
  const logs = sections.map((section) => section.log);
  // Found lines are counted by section: when those change, or a recording was closed, it is searched anew.
  const shape = logs.map((log) => `${log?.logId}:${log?.closed}`).join(' ');
  useEffect(() => {
    setError(null);
    setState({ ...NO_SEARCH, text, complete: text === '' });
    if (text === '') return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const from = begin();
      const found = (hits: readonly FoundLine[]): void => setState((now) => addHits(now, hits, from));
      searchAll(runId, logs, text, found, stop.signal).then(
        () => setState((now) => (stop.signal.aborted ? now : completed(now))),
        (failure: unknown) => {
          if (!stop.signal.aborted) setError(toClientError(failure).message);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [runId, text, shape]);
  return { text, state, error, setText, move: (by) => setState((now) => step(now, by)) };
}

async function searchAll(
  runId: RunId,
  logs: readonly (LogInfo | null)[],
  text: string,
  found: (hits: readonly FoundLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [section, log] of logs.entries()) {
    if (log === null) continue;
    const { logId } = log;
    let offset: number | null = 0;
    while (offset !== null && !signal.aborted) {
      const asked = { runId, logId, text, ignoreCase: true, offset, limit: PAGE };
      const { hits, next } = await client.logs.search(asked, { signal });
      if (signal.aborted) return;
      const lines = [...new Set(hits.map((hit) => hit.line))];
      if (lines.length > 0) found(lines.map((line) => ({ section, line })));
      offset = next;
    }
  }
}
