import { useCallback, useEffect } from 'react';
import { useLocation } from 'wouter';
import { create } from 'zustand';
import { useToast } from '#renderer/ui/toast.tsx';
import { bundleId } from './bundle-files.ts';

const useAsked = create<{ readonly count: number }>(() => ({ count: 0 }));

/** Lets the person choose a bundle; the window's `BundleOpener` shows its verification. */
export function chooseBundle(): void {
  useAsked.setState(({ count }) => ({ count: count + 1 }));
}

/** Calls whenever somebody asked for a bundle to be chosen. */
export function useBundleAsked(onAsked: () => void): void {
  useEffect(() => useAsked.subscribe(() => onAsked()), [onAsked]);
}

/** Goes to the verification of a file. */
export function useOpenBundle(): (file: File) => void {
  const [, navigate] = useLocation();
  const { show } = useToast();
  return useCallback(
    (file: File) => {
      void bundleId(file).then((found) => {
        if (found.ok) navigate(`/bundles/${found.id}`);
        else show({ status: 'failed', title: `${file.name} was not opened`, text: found.why });
      });
    },
    [navigate, show],
  );
}
