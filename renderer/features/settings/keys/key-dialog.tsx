import { type KeyboardEvent, useState } from 'react';
import { KNOWN_COMMANDS, type KnownCommand } from '#renderer/parts/known-commands.ts';
import { Button } from '#renderer/ui/button.tsx';
import { type KeyStroke, strokeOf } from '#renderer/ui/commands/key-stroke.ts';
import { isMac } from '#renderer/ui/commands/platform.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { conflictsOf, type Overrides } from './key-conflicts.ts';
import { keysText, recorded } from './key-recorder.ts';
import styles from './keys.module.css';

interface KeyDialogProps {
  readonly command: KnownCommand;
  readonly overrides: Overrides;
  readonly onClose: () => void;
  readonly onChosen: (keys: string) => void;
}

/** Takes new keys for a command by pressing them. */
export function KeyDialog({ command, overrides, onClose, onChosen }: KeyDialogProps) {
  const [strokes, setStrokes] = useState<readonly KeyStroke[]>([]);
  const text = keysText(strokes);
  const conflicts = text === '' ? [] : conflictsOf(command, [text], KNOWN_COMMANDS, overrides);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Tab leaves, and Esc closes, as everywhere.
    if (event.key === 'Tab' || event.key === 'Escape') return;
    const stroke = strokeOf(event.nativeEvent, isMac());
    event.preventDefault();
    if (stroke !== undefined && !event.repeat) setStrokes((before) => recorded(before, stroke));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Keys for ${command.title}`}
      description="Press one combination, or two characters after each other. Press again to begin anew; Tab goes to the buttons."
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button variant="primary" disabled={text === ''} onClick={() => onChosen(text)}>
            Use these keys
          </Button>
        </>
      }
    >
      <div
        className={styles.recorder}
        role="textbox"
        aria-readonly
        aria-label={`New keys for ${command.title}`}
        tabIndex={0}
        data-autofocus
        onKeyDown={onKeyDown}
      >
        {text === '' ? 'Press the keys' : <Kbds keys={text} />}
      </div>
      <div role="status">
        {conflicts.length > 0 && (
          <Notice status="approval">
            Also the keys of {conflicts.map(({ title, group }) => `${title} (${group})`).join(', ')}. Only one of them
            will be reached.
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
