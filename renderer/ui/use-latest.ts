import { type RefObject, useLayoutEffect, useRef } from 'react';

/** The newest value, for handlers that stay the same between renders. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
