import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import { Kbds } from './kbd.tsx';
import styles from './tooltip.module.css';

interface TooltipProps {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** The one element that it explains; it takes a ref and DOM props. */
  readonly children: ReactElement;
}

/** A short explanation on hover and focus. Never the only place of what matters. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        {/* What explains is read as the description of its element, not as content of its own. */}
        <div aria-hidden>
          <Radix.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
            {label}
            {keys !== undefined && <Kbds keys={keys} />}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
