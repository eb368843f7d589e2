import { type RefObject, useEffect, useRef, useState } from 'react';

/** Leads to the first field that is wrong: `place` holds the fields, `show` is called when something was not done for them. */
export function useFirstProblem<T extends HTMLElement>(): {
  readonly place: RefObject<T | null>;
  readonly show: () => void;
} {
  const place = useRef<T>(null);
  const [asked, setAsked] = useState(0);
  // Only after the fields were drawn as wrong.
  useEffect(() => {
    if (asked > 0) place.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [asked]);
  return { place, show: () => setAsked((before) => before + 1) };
}
