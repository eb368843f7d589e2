import { RevealedText } from '#renderer/parts/foreign/revealed-text.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { Hash } from '#renderer/ui/copy-button.tsx';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import styles from './call.module.css';

/** What the server says of a tool: as text, with nothing hidden in it; its hints decide nothing. */
export function ToolText({ tool: { title, description, hints, digest } }: { readonly tool: ServerTool }) {
  return (
    <div className={styles.about}>
      {title !== '' && (
        <p className={styles.title}>
          <RevealedText text={title} />
        </p>
      )}
      <p className={styles.description}>
        {description === '' ? 'The server says nothing about it.' : <RevealedText text={description} />}
      </p>
      <div className={styles.hints}>
        {hints.map((hint) => (
          <Chip key={hint}>server says {hint}</Chip>
        ))}
        <span className={styles.pin}>
          Approved as <Hash digest={digest} copyLabel="Copy digest of the tool" />
        </span>
      </div>
    </div>
  );
}
