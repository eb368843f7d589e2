import { useRef, useState } from 'react';
import { KNOWN_COMMANDS, type KnownCommand } from '#renderer/parts/known-commands.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Switch } from '#renderer/ui/toggles.tsx';
import type { Settings } from '#shared/api/settings.ts';
import { Section } from '../section.tsx';
import { useUpdateSettings } from '../use-update-settings.ts';
import { currentKeys } from './key-conflicts.ts';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import styles from './keys.module.css';

interface KeysSectionProps {
  readonly settings: Settings;
}

/** All commands with their keys, to be changed one by one. */
export function KeysSection({ settings: { keys } }: KeysSectionProps) {
  const update = useUpdateSettings();
  const [filter, setFilter] = useState('');
  const [asked, setAsked] = useState<KnownCommand | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useCommands([
    {
      id: 'settings.filter',
      title: 'Filter commands',
      keys: '/',
      group: 'Settings',
      hidden: true,
      run: () => field.current?.focus(),
    },
  ]);
  const groups = byGroup(KNOWN_COMMANDS.filter((command) => matches(command, filter, keys.overrides)));
  const setKeys = (id: string, text: string | null): void => {
    void update((now) => {
      const { [id]: _, ...others } = now.keys.overrides;
      return { keys: { ...now.keys, overrides: text === null ? others : { ...others, [id]: text } } };
    });
  };
  return (
    <Section title="Keys" about="Changes work at once, in every window.">
      <Switch
        label="Single letters"
        help="Keys without Ctrl, Alt or Cmd act outside of text fields. Off: only combinations and function keys do."
        checked={keys.singleLetters}
        onChange={(singleLetters) => void update((now) => ({ keys: { ...now.keys, singleLetters } }))}
      />
      <div className={styles.tools}>
        <TextField ref={field} label="Filter commands" value={filter} onChange={setFilter} />
        <Button
          disabled={Object.keys(keys.overrides).length === 0}
          onClick={() => {
            field.current?.focus();
            void update((now) => ({ keys: { ...now.keys, overrides: {} } }));
          }}
        >
          Reset all keys
        </Button>
      </div>
      {groups.length === 0 && <EmptyState title={`No command matches "${filter}"`} />}
      {groups.map(([group, commands]) => (
        <section key={group} className={styles.group} aria-label={group}>
          <h3>{group}</h3>
          <ul>
            {commands.map((command) => (
              <KeyRow
                key={command.id}
                command={command}
                overrides={keys.overrides}
                onChange={() => setAsked(command)}
                onOff={() => setKeys(command.id, '')}
                onReset={() => setKeys(command.id, null)}
              />
            ))}
          </ul>
        </section>
      ))}
      {asked !== null && (
        <KeyDialog
          command={asked}
          overrides={keys.overrides}
          onClose={() => setAsked(null)}
          onChosen={(text) => {
            setKeys(asked.id, text);
            setAsked(null);
          }}
        />
      )}
    </Section>
  );
}

function matches(command: KnownCommand, filter: string, overrides: Settings['keys']['overrides']): boolean {
  const text = [command.title, command.group, ...currentKeys(command, overrides)].join(' ').toLowerCase();
  return text.includes(filter.trim().toLowerCase());
}

function byGroup(commands: readonly KnownCommand[]): readonly (readonly [string, readonly KnownCommand[]])[] {
  const groups = new Map<string, readonly KnownCommand[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups];
}
