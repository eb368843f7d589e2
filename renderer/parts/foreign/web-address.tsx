import { TriangleAlert } from 'lucide-react';
import { RevealedText } from './revealed-text.tsx';
import styles from './web-address.module.css';

/** An address: its domain large, all of it below. */
export function WebAddress({ url }: { readonly url: string }) {
  const host = URL.canParse(url) ? new URL(url).host : null;
  const isForeign = host?.split('.').some((label) => label.startsWith('xn--')) ?? false;
  return (
    <div className={styles.address}>
      {host !== null && <strong className={styles.host}>{host}</strong>}
      <code className={styles.whole}>
        <RevealedText text={url} />
      </code>
      {isForeign && (
        <p className={styles.warning}>
          <TriangleAlert size={12} aria-hidden />
          Letters of this name may look like others. Compare it with the name that you expect.
        </p>
      )}
    </div>
  );
}
