import { useCallback } from 'react';

/** A ref for the control that a dialog or form begins with: it gets the focus once, when it appears. */
export function useInitialFocus<T extends HTMLElement>(): (element: T | null) => void {
  return useCallback((element: T | null) => element?.focus(), []);
}
