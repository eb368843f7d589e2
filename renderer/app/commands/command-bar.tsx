import { CornerDownRight, Search, Workflow } from 'lucide-react';
import { useId, useState } from 'react';
import type { StartSource } from '#renderer/parts/start-run/start-source.ts';
import { BareDialog } from '#renderer/ui/dialog.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { useAwaitedEnter } from '#renderer/ui/use-awaited-enter.ts';
import { activeItem } from './active-item.ts';
import styles from './command-bar.module.css';
import { markMatches } from './match-text.ts';
import { type FoundGroup, type FoundItem, useFoundItems } from './use-found-items.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

interface CommandBarProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Asks for what a run needs, and queues it. */
  readonly onStart: (source: StartSource) => void;
}

/** Finds plans, runs and actions by a few letters. */
export function CommandBar({ open, onClose, onStart }: CommandBarProps) {
  return (
    <BareDialog open={open} onClose={onClose} label="Command bar" className={styles.palette}>
      <Palette onClose={onClose} onStart={onStart} />
    </BareDialog>
  );
}

function Palette({ onClose, onStart }: Omit<CommandBarProps, 'open'>) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const { groups, runs } = useFoundItems(query, onStart);
  const items = groups.flatMap((group) => group.items);
  // Items come and go while one types: what is gone leaves the first.
  const active = activeItem(groups, chosen, runs !== 'looking');
  const run = (item: FoundItem): void => {
    onClose();
    // After the dialog has given the focus back: what runs may want it.
    setTimeout(item.run);
  };
  // Who waits for a run wants nothing else when it cannot be looked for.
  const awaited = `${query}\n${runs === 'failed'}`;
  const enter = useAwaitedEnter(awaited, active !== undefined || runs !== 'looking', () => {
    if (active !== undefined) run(active);
  });
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined && items.length > 0) {
      const at = active === undefined ? Math.min(0, -step) : items.indexOf(active);
      const next = items[(at + step + items.length) % items.length];
      setChosen(next?.id ?? null);
      if (next !== undefined) document.getElementById(`${id}-${next.id}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && active?.source !== undefined) {
      const { source } = active;
      onClose();
      setTimeout(() => onStart(source));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      enter();
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.field}>
        <Search size={15} aria-hidden />
        <input
          className={styles.input}
          role="combobox"
          aria-label="Plan, run or action"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active === undefined ? undefined : `${id}-${active.id}`}
          placeholder="Plan, run or action"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(null);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbds keys="Esc" />
      </div>
      <div className={styles.list} id={`${id}-list`} role="listbox" aria-label="Found" tabIndex={-1}>
        {groups.map((group) => (
          <div key={group.heading} role="group" aria-labelledby={`${id}-${group.heading}`}>
            <div className={styles.heading} id={`${id}-${group.heading}`}>
              {group.heading}
            </div>
            {group.items.map((item) => (
              // The keys of an item are those of the field, which holds the focus.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={item.id}
                id={`${id}-${item.id}`}
                role="option"
                aria-selected={item === active}
                className={styles.item}
                onPointerMove={() => setChosen(item.id)}
                onClick={() => run(item)}
              >
                <ItemIcon kind={group.kind} item={item} />
                <span className={styles.title}>
                  <Marked query={query} text={item.title} /> <small>{item.note}</small>
                </span>
                {item.keys !== undefined && <Kbds keys={item.keys} />}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className={runs !== 'looking' && items.length === 0 ? styles.empty : styles.unseen} role="status">
        {runs === 'looking'
          ? 'Looking for runs'
          : items.length === 0
            ? `Nothing has “${query}” in its name.`
            : `${items.length} found`}
      </p>
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
        {active?.source !== undefined && (
          <span>
            <Kbds keys="Mod+Enter" />
            Run
          </span>
        )}
      </div>
    </>
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
