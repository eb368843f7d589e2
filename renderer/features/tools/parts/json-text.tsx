import { useMemo } from 'react';
import type { Json } from '#shared/lib/json.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { jsonTokens } from '../model/json-tokens.ts';
import styles from './parts.module.css';

/** Lines that are drawn; more would only make the page slow. */
const MOST_LINES = 3_000;

interface JsonTextProps {
  readonly value: Json;
  readonly label: string;
}

/** A JSON value as text, with numbered lines. */
export function JsonText({ value, label }: JsonTextProps) {
  const lines = useMemo(() => jsonTokens(JSON.stringify(value, null, 2)), [value]);
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
