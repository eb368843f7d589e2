import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Kbds } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';

interface Look {
  readonly variant?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'sm' | 'md' | 'lg';
}

type NativeProps = Omit<ComponentProps<'button'>, 'size'>;

export interface ButtonProps extends Look, NativeProps {
  readonly icon?: LucideIcon;
  /** Keys that do the same, shown inside: `Mod+Enter`. */
  readonly keys?: string;
  /** Work is under way: the button stays focusable and does nothing. */
  readonly busy?: boolean;
  /** It cannot be done now: the button stays focusable, as one that had the focus must, and does nothing. */
  readonly unavailable?: boolean;
  readonly children: ReactNode;
}

const ICON_SIZES = { sm: 13, md: 14, lg: 15 } as const;

/** A button with text. One primary per view; danger only for the act that destroys. */
export function Button({
  variant = 'default',
  size = 'md',
  icon: Icon,
  keys,
  busy = false,
  unavailable = false,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || unavailable || undefined}
      onClick={busy || unavailable ? (event) => event.preventDefault() : onClick}
    >
      {Icon !== undefined && <Icon size={ICON_SIZES[size]} aria-hidden />}
      {children}
      {keys !== undefined && <Kbds keys={keys} />}
    </button>
  );
}

interface IconButtonProps extends Look, Omit<NativeProps, 'children'> {
  readonly icon: LucideIcon;
  /** What it does: its name for a screen reader, and its tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly iconSize?: number;
}

/** A square button with an icon and a tooltip; ghost unless told. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  variant = 'ghost',
  size = 'sm',
  iconSize,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        className={classNames(styles.button, styles[variant], styles[size], styles.square, className)}
      >
        <Icon size={iconSize ?? ICON_SIZES[size]} aria-hidden />
      </button>
    </Tooltip>
  );
}
