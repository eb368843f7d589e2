import { useEffect } from 'react';
import { create } from 'zustand';

/** A key and what it does here, in few words. */
export interface StatusHint {
  readonly keys: string;
  readonly label: string;
  /** May go when there is little room. */
  readonly optional?: boolean;
}

interface ShownHints {
  readonly hints: readonly StatusHint[];
  readonly note: string;
}

const useHints = create<ShownHints>(() => ({ hints: [], note: '' }));

/** The hints of the page that shows. */
export function useShownHints(): readonly StatusHint[] {
  return useHints((state) => state.hints);
}

/** Shows hints in the status bar while the page is mounted. The list must be stable: a constant, or memoised. */
export function useStatusHints(hints: readonly StatusHint[]): void {
  useEffect(() => {
    useHints.setState({ hints });
    return () => useHints.setState(({ hints: shown }) => (shown === hints ? { hints: [] } : { hints: shown }));
  }, [hints]);
}

/** What the page that shows says in the status bar, as where the cursor is; empty for nothing. */
export function useShownNote(): string {
  return useHints((state) => state.note);
}

/** Says something in the status bar while the page is mounted. */
export function useStatusNote(note: string): void {
  useEffect(() => {
    useHints.setState({ note });
    return () => useHints.setState({ note: '' });
  }, [note]);
}
