import { useEffect, useRef, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { asSentence } from '#renderer/ui/formats.ts';
import type { ContentView } from '#shared/api/mcp-views.ts';

/** A resource that was opened. */
export interface Reading {
  readonly uri: string;
  /** `null` until it was read. */
  readonly parts: readonly ContentView[] | null;
  /** Why it cannot be read or followed. */
  readonly problem: string | null;
  /** It is subscribed to; how often it was read anew since, and when last, ms UTC. */
  readonly followed: { readonly times: number; readonly at: number } | null;
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
      let times = -1;
      for await (const parts of await client.mcp.followResource({ name, uri }, { signal })) {
        if (signal.aborted) return;
        times += 1;
        setReading({ uri, parts, problem: null, followed: { times, at: Date.now() } });
      }
      setReading((before) => (before === null || signal.aborted ? before : { ...before, followed: null }));
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
