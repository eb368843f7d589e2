import { useEffect, useState } from 'react';

/** A pause in the typing that is taken for its end, ms. */
const PAUSE_MS = 150;

export interface Search {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What is asked for: the text once the typing paused. */
  readonly asked: string;
}

/** A text to search for, asked for when the typing pauses. */
export function useSearch(): Search {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === asked) return undefined;
    const timer = setTimeout(() => setAsked(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, asked]);
  return { text, setText, asked };
}
