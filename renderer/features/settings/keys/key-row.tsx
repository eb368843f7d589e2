import { useRef } from 'react';
import { KNOWN_COMMANDS, type KnownCommand } from '#renderer/parts/known-commands.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { Row } from '../section.tsx';
import { conflictsOf, currentKeys, type Overrides } from './key-conflicts.ts';
import styles from './keys.module.css';

interface KeyRowProps {
  readonly command: KnownCommand;
  readonly overrides: Overrides;
  readonly onChange: () => void;
  readonly onOff: () => void;
  readonly onReset: () => void;
}

/** One command: its keys, what they collide with, and how to change them. */
export function KeyRow({ command, overrides, onChange, onOff, onReset }: KeyRowProps) {
  const change = useRef<HTMLButtonElement>(null);
  const keys = currentKeys(command, overrides);
  const conflicts = conflictsOf(command, keys, KNOWN_COMMANDS, overrides);
  /** The button that was pressed goes off: the focus stays in the line. */
  const then = (act: () => void) => (): void => {
    change.current?.focus();
    act();
  };
  return (
    <Row
      label={command.title}
      detail={
        conflicts.length > 0 && (
          <span className={styles.conflict}>Same keys as {conflicts.map(({ title }) => title).join(', ')}</span>
        )
      }
    >
      <span className={styles.keys}>
        {keys.length === 0 ? (
          <span className={styles.none}>no keys</span>
        ) : (
          keys.map((text) => <Kbds key={text} keys={text} />)
        )}
      </span>
      <span className={styles.actions}>
        <Button ref={change} size="sm" aria-label={`Change the keys of ${command.title}`} onClick={onChange}>
          Change
        </Button>
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Switch the keys of ${command.title} off`}
          disabled={keys.length === 0}
          onClick={then(onOff)}
        >
          Off
        </Button>
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Reset the keys of ${command.title}`}
          disabled={overrides[command.id] === undefined}
          onClick={then(onReset)}
        >
          Reset
        </Button>
      </span>
    </Row>
  );
}
