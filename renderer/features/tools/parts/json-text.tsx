import { useMemo } from 'react';
import { revealed } from '#shared/mcp/revealed.ts';
import { jsonTokens } from '../model/json-tokens.ts';
import styles from './parts.module.css';

/** Lines that are drawn; more would only make the page slow. */
const MOST_LINES = 3_000;

interface JsonTextProps {
  /** JSON, laid out in lines. */
  readonly text: string;
  readonly label: string;
}

/** JSON with numbered lines. */
export function JsonText({ text: whole, label }: JsonTextProps) {
  const lines = useMemo(() => jsonTokens(whole), [whole]);
  return (
    // What scrolls is in reach of the keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.json} tabIndex={0} role="region" aria-label={label}>
      {lines.slice(0, MOST_LINES).map((tokens, index) => (
        <span key={index} className={styles.line}>
          {tokens.map(({ kind, text }, at) => (
            <span key={at} className={styles[kind]}>
              {revealed(text)}
            </span>
          ))}
          {'\n'}
        </span>
      ))}
      {lines.length > MOST_LINES && `${lines.length - MOST_LINES} more lines are not drawn; a copy has all.`}
    </pre>
  );
}
