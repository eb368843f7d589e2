import { useEffect, useState } from 'react';
import type { Tail } from '#shared/api/board.ts';
import type { ContractClient } from '#shared/api/contract.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { client } from './client.ts';
import { followForever } from './resume.ts';

/** Every event of a run after `after`, once and in order, over broken connections. */
export async function followRunEvents(
  api: ContractClient,
  runId: RunId,
  after: number,
  take: (events: readonly RunEvent[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let seq = after;
  await followForever(
    (signal) => api.runs.watch({ runId, after: seq }, { signal }),
    (events) => {
      seq = events.at(-1)?.seq ?? seq;
      take(events);
    },
    signal,
  );
}

/** The events of a run so far, growing as they are committed. */
export function useRunEvents(runId: RunId | null): readonly RunEvent[] {
  const [known, setKnown] = useState<{ readonly runId: RunId | null; readonly events: readonly RunEvent[] }>({
    runId: null,
    events: [],
  });
  useEffect(() => {
    if (runId === null) return;
    const stop = new AbortController();
    let events: readonly RunEvent[] = [];
    const take = (fresh: readonly RunEvent[]): void => {
      events = [...events, ...fresh];
      setKnown({ runId, events });
    };
    void followRunEvents(client, runId, 0, take, stop.signal);
    return () => stop.abort();
  }, [runId]);
  return known.runId === runId ? known.events : [];
}

/** The last lines of each run's newest log, as they are printed. */
export function useTails(runIds: readonly RunId[]): ReadonlyMap<RunId, Tail> {
  const [tails, setTails] = useState<ReadonlyMap<RunId, Tail>>(new Map());
  const wanted = [...runIds].sort().join(' ');
  useEffect(() => {
    if (wanted === '') return;
    const runIds = wanted.split(' ') as RunId[];
    const stop = new AbortController();
    let known: readonly Tail[] = [];
    void followForever(
      (signal) => client.board.tails({ runIds }, { signal }),
      (changed) => {
        const fresh = new Set(changed.map((tail) => tail.runId));
        known = [...known.filter((tail) => !fresh.has(tail.runId)), ...changed];
        setTails(new Map(known.map((tail) => [tail.runId, tail])));
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [wanted]);
  return tails;
}
