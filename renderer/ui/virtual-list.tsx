import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from './class-names.ts';
import { rowAfterKey } from './row-keys.ts';
import styles from './virtual-list.module.css';

interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly itemKey: (item: T) => string;
  /** Pixels; every row has this height. */
  readonly rowHeight: number;
  readonly render: (item: T, active: boolean) => ReactNode;
  readonly active: number | null;
  readonly onActiveChange: (index: number) => void;
  /** Enter or a double click. */
  readonly onOpen?: (item: T) => void;
  readonly className?: string;
}

/** A list of any length with one active row; it holds the focus itself. */
export function VirtualList<T>({
  label,
  items,
  itemKey,
  rowHeight,
  render,
  active,
  onActiveChange,
  onOpen,
  className,
}: VirtualListProps<T>) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => {
    if (active !== null && active < items.length) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, items.length, virtualizer]);
  const drawn = virtualizer.getVirtualItems();
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const next = rowAfterKey(event.key, active ?? -1, items.length, page);
    const item = active === null ? undefined : items[active];
    if (next !== undefined) onActiveChange(next);
    else if (event.key === 'Enter' && item !== undefined && onOpen !== undefined) onOpen(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="listbox"
      data-keys="commands"
      tabIndex={0}
      className={classNames(styles.scroller, className)}
      aria-label={label}
      aria-activedescendant={drawn.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div className={styles.body} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            // The keys of a row are those of the list, which holds the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={itemKey(item)}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className={styles.row}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => onActiveChange(index)}
              onDoubleClick={() => onOpen?.(item)}
            >
              {render(item, index === active)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
