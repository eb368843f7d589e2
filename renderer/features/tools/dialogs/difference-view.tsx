import { useMemo } from 'react';
import { RevealedText } from '#renderer/parts/foreign/revealed-text.tsx';
import type { ToolDifference } from '#shared/mcp/pin.ts';
import { type DiffPart, differenceParts } from '../model/difference-parts.ts';
import styles from './dialogs.module.css';

/** One place of a tool: as it was approved, and as it is offered. */
export function DifferenceView({ difference }: { readonly difference: ToolDifference }) {
  const { pointer } = difference;
  const [approved, offered] = useMemo(() => differenceParts(difference), [difference]);
  return (
    <div className={styles.difference}>
      <p>
        <code>{pointer === '' ? 'The whole tool' : pointer.slice(1).replaceAll('/', ' › ')}</code>
      </p>
      <Side title="Approved" parts={approved} />
      <Side title="Offered" parts={offered} />
    </div>
  );
}

function Side({ title, parts }: { readonly title: string; readonly parts: readonly DiffPart[] | null }) {
  return (
    <div className={styles.side}>
      <h4>{title}</h4>
      {parts === null ? (
        <i>not there</i>
      ) : (
        <code>
          {parts.map(({ kind, text }, index) => {
            const shown = <RevealedText key={index} text={text} />;
            if (kind === 'same') return shown;
            return kind === 'added' ? <ins key={index}>{shown}</ins> : <del key={index}>{shown}</del>;
          })}
        </code>
      )}
    </div>
  );
}
