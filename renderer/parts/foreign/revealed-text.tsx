import { revealParts } from '#shared/mcp/revealed.ts';
import styles from './revealed-text.module.css';

/** A text of a server as it is: characters that nobody sees stand as their code points, marked. */
export function RevealedText({ text }: { readonly text: string }) {
  return (
    <>
      {revealParts(text).map((part, index) =>
        part.hidden ? (
          <mark key={index} className={styles.hidden} title="Hidden characters">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
