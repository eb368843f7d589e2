import { useEffect, useState } from 'react';
import { useLatest } from './use-latest.ts';

/**
 * Enter over a list that is found by what was typed: acts once, as soon as the list is that of just this text. Typing on
 * takes it back.
 */
export function useAwaitedEnter(text: string, isFound: boolean, act: () => void): () => void {
  const [entered, setEntered] = useState<string | null>(null);
  const latest = useLatest(act);
  const isDue = entered === text && isFound;
  const isOver = entered !== null && entered !== text;
  useEffect(() => {
    if (!isDue && !isOver) return;
    setEntered(null);
    if (isDue) latest.current();
  }, [isDue, isOver, latest]);
  return () => setEntered(text);
}
