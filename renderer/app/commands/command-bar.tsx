import { Command as Cmdk } from 'cmdk';
import { CornerDownRight, Search, Workflow } from 'lucide-react';
import { useState } from 'react';
import type { Command } from '#renderer/ui/commands/command.ts';
import { BareDialog } from '#renderer/ui/dialog.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import styles from './command-bar.module.css';
import { markMatches } from './match-text.ts';
import { useCommandsBeneath } from './use-commands-beneath.ts';
import { type FoundGroup, type FoundItem, useFoundItems } from './use-found-items.ts';

interface CommandBarProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Finds plans, runs and actions by a few letters. */
export function CommandBar({ open, onClose }: CommandBarProps) {
  const commands = useCommandsBeneath(open);
  return (
    <BareDialog open={open} onClose={onClose} label="Command bar" className={styles.palette}>
      <Palette commands={commands} onClose={onClose} />
    </BareDialog>
  );
}

function Palette({ commands, onClose }: { readonly commands: readonly Command[]; readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const groups = useFoundItems(query, commands);
  const choose = (item: FoundItem): void => {
    onClose();
    // After the dialog has given the focus back: what runs may want it.
    setTimeout(item.run);
  };
  return (
    <Cmdk label="Command bar" shouldFilter={false} loop vimBindings={false}>
      <div className={styles.field}>
        <Search size={15} aria-hidden />
        <Cmdk.Input className={styles.input} value={query} onValueChange={setQuery} placeholder="Plan, run or action" />
        <Kbds keys="Esc" />
      </div>
      <Cmdk.List className={styles.list}>
        <Cmdk.Empty className={styles.empty}>Nothing has “{query}” in its name.</Cmdk.Empty>
        {groups.map((group) => (
          <Cmdk.Group key={group.heading} heading={group.heading} className={styles.group}>
            {group.items.map((item) => (
              <Cmdk.Item key={item.id} value={item.id} className={styles.item} onSelect={() => choose(item)}>
                <ItemIcon kind={group.kind} item={item} />
                <span className={styles.title}>
                  <Marked query={query} text={item.title} /> <small>{item.note}</small>
                </span>
                {item.keys !== undefined && <Kbds keys={item.keys} />}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
      <div className={styles.foot}>
        <span>
          <Kbds keys="Up" />
          <Kbds keys="Down" />
          Move
        </span>
        <span>
          <Kbds keys="Enter" />
          Open
        </span>
      </div>
    </Cmdk>
  );
}

function ItemIcon({ kind, item }: { readonly kind: FoundGroup['kind']; readonly item: FoundItem }) {
  if (item.status !== undefined) return <StatusGlyph status={item.status} labelled />;
  const Icon = kind === 'plan' ? Workflow : CornerDownRight;
  return <Icon size={14} aria-hidden />;
}

function Marked({ query, text }: { readonly query: string; readonly text: string }) {
  return markMatches(query, text).map((part, at) =>
    part.hit ? <b key={at}>{part.text}</b> : <span key={at}>{part.text}</span>,
  );
}
