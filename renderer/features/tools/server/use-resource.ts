import { useEffect, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { followForever } from '#renderer/client/resume.ts';
import { asSentence } from '#renderer/ui/formats.ts';
import type { ContentView } from '#shared/api/mcp-views.ts';
import { isStanding } from '../model/server-words.ts';
import { followAgain } from './follow-again.ts';

/** A resource that was opened. */
export interface Reading {
  readonly uri: string;
  /** `null` until it was read. */
  readonly parts: readonly ContentView[] | null;
  /** Why it cannot be read or followed. */
  readonly problem: string | null;
  /** It is subscribed to. */
  readonly followed: FollowedReading | null;
}

export interface FollowedReading {
  /** How often it was read anew since. */
  readonly times: number;
  /** When it was read last, ms UTC. */
  readonly at: number;
  /** The server is gone; it is subscribed to again when that is back. */
  readonly isLost: boolean;
}

interface OpenResource {
  readonly reading: Reading | null;
  readonly read: (uri: string) => void;
  readonly close: () => void;
  readonly subscribe: (uri: string) => void;
  readonly unsubscribe: () => void;
}

/** The resource of a server that is open, one at a time. Leaving the page ends the subscription. */
export function useResource(name: string): OpenResource {
  const [reading, setReading] = useState<Reading | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const begin = (): AbortSignal => {
    current.current?.abort();
    current.current = new AbortController();
    return current.current.signal;
  };
  const attempt = async (uri: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const signal = begin();
    setReading((before) => ({
      uri,
      parts: before?.uri === uri ? before.parts : null,
      problem: null,
      followed: null,
    }));
    try {
      await work(signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toClientError(thrown);
      const problem = `${asSentence(error.message)} ${asSentence(error.hint ?? '')}`;
      setReading((before) => ({ uri, parts: before?.parts ?? null, problem, followed: null }));
    }
  };
  const read = (uri: string): Promise<void> =>
    attempt(uri, async (signal) => {
      const parts = await client.mcp.readResource({ name, uri }, { signal });
      if (!signal.aborted) setReading({ uri, parts, problem: null, followed: null });
    });
  const follow = (uri: string): Promise<void> =>
    attempt(uri, async (signal) => {
      let times = 0;
      const follow = {
        open: (until: AbortSignal) => client.mcp.followResource({ name, uri }, { signal: until }),
        take: (parts: readonly ContentView[], isFirst: boolean) => {
          if (!isFirst) times += 1;
          setReading({ uri, parts, problem: null, followed: { times, at: Date.now(), isLost: false } });
        },
        onLost: () =>
          setReading((before) =>
            before === null || before.followed === null
              ? before
              : { ...before, followed: { ...before.followed, isLost: true } },
          ),
        returned: (until: AbortSignal) => serverStands(name, until),
      };
      await followAgain(follow, signal);
    });
  return {
    reading,
    read: (uri) => void read(uri),
    close: () => {
      begin();
      setReading(null);
    },
    subscribe: (uri) => void follow(uri),
    unsubscribe: () => {
      begin();
      setReading((before) => (before === null ? null : { ...before, followed: null }));
    },
  };
}

/** Waits until a server is connected; false where it is. */
async function serverStands(name: string, signal: AbortSignal): Promise<boolean> {
  const found = new AbortController();
  let wasAway = false;
  await followForever(
    (until) => client.mcp.changes({}, { signal: until }),
    () => {
      client.mcp.get({ name }, { signal }).then(
        ({ state }) => {
          if (isStanding(state)) found.abort();
          else wasAway = true;
        },
        // It may be there again at the next change.
        () => {},
      );
    },
    AbortSignal.any([signal, found.signal]),
  );
  return wasAway;
}
