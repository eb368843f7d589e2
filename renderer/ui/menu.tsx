import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactElement, useRef } from 'react';
import { classNames } from './class-names.ts';
import { Kbds } from './kbd.tsx';
import styles from './menu.module.css';

/** A line of a menu; `separator` draws a line instead. */
export type MenuItem =
  | {
      readonly id: string;
      readonly label: string;
      readonly icon?: LucideIcon;
      readonly keys?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** Shows a check mark, and is read as a box that is ticked or not. */
      readonly checked?: boolean;
      readonly run: () => void;
    }
  | { readonly id: string; readonly separator: true }
  | { readonly id: string; readonly heading: string };

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'center' | 'end';
  /** The one button that opens it. */
  readonly children: ReactElement;
}

/** A menu under a button. */
export function Menu({ label, items, align = 'end', children }: MenuProps) {
  const chosen = useRef<(() => void) | null>(null);
  // What was chosen runs after the focus went back to the button: a dialog then gives it back there in its turn.
  const runChosen = (): void => {
    const run = chosen.current;
    chosen.current = null;
    if (run !== null) setTimeout(run);
  };
  // A modal menu would add a style sheet to the page, which the policy of the page forbids.
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* Everything on the page stands in a landmark, this too. */}
        <div role="region" aria-label={label}>
          <DropdownMenu.Content
            className={styles.menu}
            aria-label={label}
            align={align}
            sideOffset={4}
            collisionPadding={8}
            loop
            onCloseAutoFocus={runChosen}
          >
            {items.map((item) => (
              <MenuLine
                key={item.id}
                item={item}
                onChoose={(run) => {
                  chosen.current = run;
                }}
              />
            ))}
          </DropdownMenu.Content>
        </div>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuLineProps {
  readonly item: MenuItem;
  readonly onChoose: (run: () => void) => void;
}

function MenuLine({ item, onChoose }: MenuLineProps) {
  if ('separator' in item) return <DropdownMenu.Separator className={styles.separator} />;
  if ('heading' in item) return <DropdownMenu.Label className={styles.heading}>{item.heading}</DropdownMenu.Label>;
  const { label, icon: Icon, keys, danger = false, disabled, checked, run } = item;
  const className = classNames(styles.item, danger && styles.danger);
  const content = (
    <>
      <span className={styles.mark}>
        {checked === true ? <Check size={14} aria-hidden /> : Icon !== undefined && <Icon size={14} aria-hidden />}
      </span>
      <span className={styles.label}>{label}</span>
      {keys !== undefined && <Kbds keys={keys} />}
    </>
  );
  return checked === undefined ? (
    <DropdownMenu.Item className={className} disabled={disabled} onSelect={() => onChoose(run)}>
      {content}
    </DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem
      className={className}
      disabled={disabled}
      checked={checked}
      onSelect={() => onChoose(run)}
    >
      {content}
    </DropdownMenu.CheckboxItem>
  );
}
