import { useEffect, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { Chip } from '#renderer/ui/chip.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { revealed } from '#shared/mcp/revealed.ts';
import styles from './server.module.css';

interface CompletedFieldProps {
  readonly server: string;
  readonly of: 'prompt' | 'template';
  /** The name of the prompt, or the template. */
  readonly reference: string;
  readonly argument: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const PAUSE_MS = 200;
const MOST = 8;

/** A field for which the server may propose values. */
export function CompletedField(props: CompletedFieldProps) {
  const { server, of, reference, argument, label, help, value, onChange } = props;
  const [isTyping, setTyping] = useState(false);
  const [proposed, setProposed] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!isTyping) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      client.mcp.complete({ name: server, of, ref: reference, argument, value }, { signal: stop.signal }).then(
        (values) => (stop.signal.aborted ? undefined : setProposed(values.slice(0, MOST))),
        // A server that completes nothing is none the worse for it.
        () => setProposed([]),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [server, of, reference, argument, value, isTyping]);
  const others = proposed.filter((one) => one !== value);
  return (
    <div>
      <TextField
        label={label}
        help={help}
        mono
        value={value}
        onFocus={() => setTyping(true)}
        onChange={(next) => {
          setTyping(true);
          onChange(next);
        }}
      />
      {others.length > 0 && (
        <div className={styles.proposed} role="group" aria-label={`Values that the server proposes for ${argument}`}>
          {others.map((one) => (
            <Chip
              key={one}
              onToggle={() => {
                setTyping(false);
                setProposed([]);
                onChange(one);
              }}
            >
              {revealed(one)}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}
