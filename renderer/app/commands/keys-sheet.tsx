import { type Command, keysOf } from '#renderer/ui/commands/command.ts';
import { commandRegistry, useCommandList } from '#renderer/ui/commands/use-commands.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import styles from './keys-sheet.module.css';

interface KeysSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Every key that works where one was. */
export function KeysSheet({ open, onClose }: KeysSheetProps) {
  const commands = useCommandList();
  const groups = byGroup(commands.filter((command) => keysOf(command, commandRegistry.preferences()).length > 0));
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="All keys"
      description="Single letters act outside of text fields. Settings change or switch them off."
      size="lg"
    >
      {groups.length === 0 && <EmptyState title="No keys are set">Settings, Keys gives them back.</EmptyState>}
      <div className={styles.groups}>
        {groups.map(([group, members]) => (
          <section key={group} aria-label={group}>
            <h3 className={styles.heading}>{group}</h3>
            <dl className={styles.list}>
              {members.map((command) => (
                <div key={command.id} className={styles.line} data-off={command.enabled === false || undefined}>
                  <dt>{command.title}</dt>
                  <dd>
                    {keysOf(command, commandRegistry.preferences()).map((keys) => (
                      <Kbds key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function byGroup(commands: readonly Command[]): readonly (readonly [string, readonly Command[]])[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups];
}
