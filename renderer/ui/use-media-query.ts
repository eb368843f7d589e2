import { useCallback, useSyncExternalStore } from 'react';

/** Narrower than this there is no room for a sidebar or an inspector beside the content. */
export const NARROW = '(max-width: 1199px)';

/** Whether the window matches a media query, kept up to date. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
