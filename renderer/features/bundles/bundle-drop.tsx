import { FileCheck, FolderOpen } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { classNames } from '#renderer/ui/class-names.ts';
import styles from './bundles.module.css';

interface BundleDropProps {
  readonly children: ReactNode;
  readonly onFile: (file: File) => void;
}

/** Takes a bundle that is dropped anywhere on it. */
export function BundleDrop({ children, onFile }: BundleDropProps) {
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: React.DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    // What a pointer drops here, a keyboard chooses by the button.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={classNames(styles.drop, isOver && styles.over)}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) onFile(file);
      }}
    >
      {children}
    </div>
  );
}

interface ChooseBundleProps {
  readonly onFile: (file: File) => void;
  readonly isPrimary?: boolean;
}

/** A button that asks for the file of a bundle. */
export function ChooseBundle({ onFile, isPrimary = false }: ChooseBundleProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant={isPrimary ? 'primary' : 'default'}
        icon={isPrimary ? FileCheck : FolderOpen}
        onClick={() => input.current?.click()}
      >
        {isPrimary ? 'Choose bundle' : 'Verify another'}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".zip"
        aria-label="Bundle file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file may be chosen again after it was changed.
          if (file !== undefined) onFile(file);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
