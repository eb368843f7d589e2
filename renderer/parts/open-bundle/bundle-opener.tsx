import { useCallback, useEffect, useRef, useState } from 'react';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { useLatest } from '#renderer/ui/use-latest.ts';
import styles from './bundle-opener.module.css';
import { chooseBundle, useBundleAsked, useOpenBundle } from './use-open-bundle.ts';

/** Takes bundles that are dropped anywhere or chosen. Once per window. */
export function BundleOpener() {
  const input = useRef<HTMLInputElement>(null);
  const open = useOpenBundle();
  const isOver = useDroppedBundles(open);
  useBundleAsked(useCallback(() => input.current?.click(), []));
  useCommands([{ id: 'app.verify-bundle', title: 'Verify a bundle', group: 'Everywhere', run: chooseBundle }]);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        aria-label="Proof bundle"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) open(file);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      {isOver && (
        <div className={styles.over} role="status">
          Drop the bundle to verify it
        </div>
      )}
    </>
  );
}

/** Zip files over the window; what takes other files takes them first. */
function useDroppedBundles(open: (file: File) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useLatest(open);
  useEffect(() => {
    const isZip = ({ dataTransfer }: DragEvent): boolean =>
      [...(dataTransfer?.items ?? [])].some(({ kind, type }) => kind === 'file' && /zip/.test(type));
    const over = (event: DragEvent): void => {
      const wanted = isZip(event);
      setOver(wanted);
      if (wanted) event.preventDefault();
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!isZip(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const [file] = event.dataTransfer?.files ?? [];
      if (file !== undefined) latest.current(file);
    };
    window.addEventListener('dragover', over, true);
    window.addEventListener('dragleave', leave, true);
    window.addEventListener('drop', drop, true);
    return () => {
      window.removeEventListener('dragover', over, true);
      window.removeEventListener('dragleave', leave, true);
      window.removeEventListener('drop', drop, true);
    };
  }, [latest]);
  return isOver;
}
