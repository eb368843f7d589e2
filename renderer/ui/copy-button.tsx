import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './copy-button.module.css';
import { shortDigest } from './formats.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `Copy digest`. */
  readonly label: string;
}

/** Puts a text on the clipboard, and says that it did. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | undefined>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  const words = { copied: 'Copied', refused: 'The clipboard refused it: select and copy by hand' };
  return (
    <>
      <IconButton
        icon={outcome === 'copied' ? Check : Copy}
        label={outcome === undefined ? label : words[outcome]}
        onClick={copy}
      />
      <span className={styles.said} role="status">
        {outcome === undefined ? '' : words[outcome]}
      </span>
    </>
  );
}

interface HashProps {
  readonly digest: string;
  /** What it is the digest of, for the copy button; without it there is none. */
  readonly copyLabel?: string;
  readonly full?: boolean;
}

/** A digest, short unless told, whole on hover. */
export function Hash({ digest, copyLabel, full = false }: HashProps) {
  return (
    <span className={styles.line}>
      <code className={styles.hash} title={digest}>
        {full ? digest : shortDigest(digest)}
      </code>
      {copyLabel !== undefined && <CopyButton text={digest} label={copyLabel} />}
    </span>
  );
}
