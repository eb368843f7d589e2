import { useEffect, useRef, useState } from 'react';
import { useLatest } from './use-latest.ts';

/** One press of Enter, and what had been typed by then. */
interface Entered {
  readonly text: string;
}

/**
 * Enter over a list that is found by what was typed: acts once, as soon as the list is that of just this text. Typing on
 * takes it back.
 */
export function useAwaitedEnter(text: string, isFound: boolean, act: () => void): () => void {
  const [entered, setEntered] = useState<Entered | null>(null);
  const acted = useRef<Entered | null>(null);
  const latest = useLatest(act);
  if (entered !== null && entered.text !== text) setEntered(null);
  useEffect(() => {
    if (!isFound || entered?.text !== text || acted.current === entered) return;
    acted.current = entered;
    latest.current();
  }, [entered, text, isFound, latest]);
  return () => setEntered({ text });
}
