import { CopyButton } from '#renderer/ui/copy-button.tsx';
import type { ExportPreview, ThirdPartyCommand } from '#shared/api/proofs.ts';
import styles from './export-dialog.module.css';

interface ThirdPartyProps {
  readonly preview: ExportPreview;
}

/** How somebody without this product will check the bundle. */
export function ThirdParty({ preview: { fileName, signer } }: ThirdPartyProps) {
  return (
    <section className={styles.third}>
      <h3>How a third party checks it</h3>
      <ol className={styles.steps}>
        <Step
          title="1. Compare the bundle digest"
          note="Send it by a second channel."
          command={`sha256sum ${fileName}`}
        />
        <Step
          title="2. Run the checker, offline"
          note="No account and no network are needed."
          command={`opsroom verify ${fileName}`}
        />
        <Step
          title="3. Match the public key"
          note={signer === null ? 'A key is made with the first export.' : `Fingerprint, kept by ${signer.protection}.`}
          command={signer?.fingerprint ?? 'shown after the export'}
        />
      </ol>
    </section>
  );
}

/** One way to check, with its command to copy. */
export function Step({ title, note, command }: ThirdPartyCommand) {
  return (
    <li>
      <b>{title}</b>
      <span className={styles.quiet}>{note}</span>
      <span className={styles.command}>
        <code title={command}>{command}</code>
        <CopyButton text={command} label={`Copy: ${title}`} />
      </span>
    </li>
  );
}
