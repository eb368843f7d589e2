import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { LogInfo } from '#shared/api/logs.ts';
import type { RunId } from '#shared/run/ids.ts';
import { addHits, completed, type FoundLine, insertHits, NO_SEARCH, type SearchState, step } from './search-model.ts';
import type { Section } from './sections.ts';

const PAUSE_MS = 150;
const PAGE = 1000;
/** What is searched again at the end of a live recording, bytes: a text of the longest kind that was only begun there. */
const OVERLAP = 4 * 500;

export interface LogSearch {
  /** As it is typed; the state follows. */
  readonly text: string;
  readonly state: SearchState;
  readonly error: string | null;
  readonly setText: (text: string) => void;
  readonly move: (by: 1 | -1) => void;
}

export interface LogSearchOptions {
  /** Where the reader looks when a search begins. */
  readonly begin: () => FoundLine;
  /** A hit became the current one. */
  readonly onHit: (hit: FoundLine) => void;
}

/** Searches all recordings of a run, whatever their size, in pages; begins at what is in view. */
export function useLogSearch(runId: RunId, sections: readonly Section[], options: LogSearchOptions): LogSearch {
  const [text, setText] = useState('');
  const [state, setState] = useState<SearchState>(NO_SEARCH);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef(NO_SEARCH);
  const stop = useRef(new AbortController());
  /** How much of each recording was searched, bytes. */
  const searched = useRef<ReadonlyMap<string, number>>(new Map());
  const take = (next: SearchState): void => {
    const before = latest.current;
    latest.current = next;
    setState(next);
    const hit = next.hits[next.current];
    if (hit !== undefined && (next.current !== before.current || next.text !== before.text)) options.onHit(hit);
  };
  const search = useEffectEvent((wanted: string, from: FoundLine) => {
    stop.current.abort();
    const own = new AbortController();
    stop.current = own;
    setError(null);
    latest.current = { ...NO_SEARCH, text: wanted, complete: wanted === '' };
    setState(latest.current);
    if (wanted === '') return;
    const found = (hits: readonly FoundLine[]): void => take(addHits(latest.current, hits, from));
    const logs = sections.map((section) => section.log);
    searched.current = sizesOf(logs);
    searchAll(runId, logs, wanted, new Map(), found, own.signal).then(
      () => (own.signal.aborted ? undefined : take(completed(latest.current))),
      (failure: unknown) => (own.signal.aborted ? undefined : setError(toClientError(failure).message)),
    );
  });
  /** What live recordings got since; one round at a time, and none is chosen by itself. */
  const searchNew = useEffectEvent(() => {
    const { text: wanted, complete } = latest.current;
    if (wanted === '' || !complete) return;
    const before = searched.current;
    const logs = sections.map(({ log }) => (log !== null && log.bytes > (before.get(log.logId) ?? 0) ? log : null));
    if (logs.every((log) => log === null)) return;
    const { signal } = stop.current;
    searched.current = new Map([...before, ...sizesOf(logs)]);
    latest.current = { ...latest.current, complete: false };
    const found = (hits: readonly FoundLine[]): void => take(insertHits(latest.current, hits));
    const from = new Map([...before].map(([logId, bytes]) => [logId, Math.max(0, bytes - OVERLAP)]));
    searchAll(runId, logs, wanted, from, found, signal).then(
      () => (signal.aborted ? undefined : take({ ...latest.current, complete: true })),
      (failure: unknown) => (signal.aborted ? undefined : setError(toClientError(failure).message)),
    );
  });
  const place = useEffectEvent(() => latest.current.hits[latest.current.current] ?? options.begin());
  // Found lines are counted by section: when those change, or a recording was closed, it is searched anew.
  const shape = sections.map(({ log }) => `${log?.logId}:${log?.closed}`).join(' ');
  useEffect(() => {
    const timer = setTimeout(() => search(text, place()), shape === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, shape]);
  const size = sections.reduce((sum, { log }) => sum + (log?.bytes ?? 0), 0);
  useEffect(() => {
    if (size > 0) searchNew();
  }, [size]);
  useEffect(() => () => stop.current.abort(), []);
  return { text, state, error, setText, move: (by) => take(step(latest.current, by)) };
}

async function searchAll(
  runId: RunId,
  logs: readonly (LogInfo | null)[],
  text: string,
  from: ReadonlyMap<string, number>,
  found: (hits: readonly FoundLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [section, log] of logs.entries()) {
    if (log === null) continue;
    const { logId } = log;
    let offset: number | null = from.get(logId) ?? 0;
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

function sizesOf(logs: readonly (LogInfo | null)[]): ReadonlyMap<string, number> {
  return new Map(logs.flatMap((log) => (log === null ? [] : [[log.logId, log.bytes] as const])));
}
