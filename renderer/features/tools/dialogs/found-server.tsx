import { KeyRound, TriangleAlert } from 'lucide-react';
import { RevealedText } from '#renderer/parts/foreign/revealed-text.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Checkbox } from '#renderer/ui/toggles.tsx';
import type { ImportPreview } from '#shared/api/mcp-views.ts';
import styles from './dialogs.module.css';

interface FoundServerProps {
  readonly server: ImportPreview['servers'][number];
  readonly isChosen: boolean;
  readonly onChange: (isChosen: boolean) => void;
}

/** A server of a configuration, before it is taken over. */
export function FoundServer({ server, isChosen, onChange }: FoundServerProps) {
  const { name, definition, secrets, warnings, exists } = server;
  const what = definition.transport === 'http' ? [definition.url] : [definition.command, ...definition.args];
  return (
    <li className={styles.foundItem}>
      <Checkbox label={exists ? `${name}, which is there already` : name} checked={isChosen} onChange={onChange} />
      <ul className={styles.words} aria-label={`Command of ${name}`}>
        {what.map((word, index) => (
          <li key={index}>
            <code>
              <RevealedText text={word} />
            </code>
          </li>
        ))}
      </ul>
      {secrets.map((secret) => (
        <p key={secret.name} className={styles.note}>
          <KeyRound size={12} aria-hidden />
          <span>
            <code>{secret.name}</code>
            {secret.given ? ' goes to the vault.' : ' has no value: give it in the settings.'}
          </span>
        </p>
      ))}
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <TriangleAlert size={12} aria-hidden />
          <span>{asSentence(warning)}</span>
        </p>
      ))}
    </li>
  );
}
