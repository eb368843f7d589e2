import { useEffect, useRef, useState } from 'react';
import { useAct } from '#renderer/parts/use-act.ts';
import type { ArtifactRef } from '#shared/run/artifact.ts';
import { saveFile } from './save-file.ts';

/** Saves a file to where the person wants it; one at a time. */
export function useSaving(file: ArtifactRef | undefined): {
  /** Share that was read, while it is under way. */
  readonly saving: number | null;
  readonly save: () => void;
} {
  const [saving, setSaving] = useState<number | null>(null);
  const stop = useRef(new AbortController());
  const act = useAct();
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);
  const save = async (): Promise<void> => {
    if (file === undefined || saving !== null) return;
    setSaving(0);
    const { signal } = stop.current;
    await act(`${file.name} was not saved`, () =>
      saveFile({ digest: file.digest, size: file.size, name: file.name, onProgress: setSaving, signal }).catch(
        (error: unknown) => {
          if (!signal.aborted) throw error;
        },
      ),
    );
    setSaving(null);
  };
  return { saving, save: () => void save() };
}
