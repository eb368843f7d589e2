import { create } from 'zustand';
import type { HostEvent, HostInfo } from '#shared/api/host.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { useAnswer } from './query.ts';
import { followForever } from './resume.ts';

const UNKNOWN: HostInfo = { kind: 'browser', platform: 'linux', hasWindowControls: false };

/** What holds the page; until that is known, a browser. */
export function useHost(): HostInfo {
  const { data } = useAnswer(keys.host(), (signal) => client.host.info({}, { signal }), {
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? UNKNOWN;
}

/** State of the window. */
export const useWindowState = create<Omit<HostEvent, 'navigate'>>(() => ({
  maximized: false,
  fullScreen: false,
  isClosing: false,
}));

/** Follows the window's state, and goes where the host asks. Called once, when the page starts; the result ends it. */
export function startHostEvents(navigate: (route: string) => void): () => void {
  const stop = new AbortController();
  void followForever(
    (signal) => client.host.events({}, { signal }),
    ({ navigate: route, ...state }) => {
      useWindowState.setState(state);
      if (route !== null) navigate(route);
    },
    stop.signal,
  );
  return () => stop.abort();
}
