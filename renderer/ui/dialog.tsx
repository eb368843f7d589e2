import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { useCommandBarrier } from './commands/use-commands.ts';
import styles from './dialog.module.css';

/** What has the focus when a dialog opens: its first field or button, but not the one that closes it. */
const FIRST_FOCUS = ['input', 'textarea', 'select', 'button:not([data-close])', 'a[href]']
  .map((selector) => `${selector}:not([disabled],[tabindex="-1"])`)
  .join(',');

/** What had the focus before the dialog that is open or just closing: one that takes its place goes back there too. */
let lastBefore: Element | null = null;

/** The focus goes back to what had it before; Radix does that only for dialogs with a trigger of their own. */
function useFocusReturn() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event): void => {
      const active = document.activeElement;
      before.current = active === document.body ? lastBefore : active;
      lastBefore = before.current;
      event.preventDefault();
      const layer = event.currentTarget;
      if (layer instanceof HTMLElement) {
        const first =
          layer.querySelector<HTMLElement>('[data-autofocus]') ?? layer.querySelector<HTMLElement>(FIRST_FOCUS);
        (first ?? layer).focus();
      }
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      lastBefore = null;
      const element = before.current;
      if (element instanceof HTMLElement && element !== document.body) element.focus();
      // It may be gone, or out of sight, by now.
      if (document.activeElement !== element || element === document.body) document.getElementById('main')?.focus();
    },
  };
}

interface OverlayProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the foot; the primary one last. */
  readonly footer?: ReactNode;
}

interface DialogProps extends OverlayProps {
  readonly size?: 'sm' | 'md' | 'lg';
  /** A click outside does not close it: something typed would be lost. */
  readonly sticky?: boolean;
}

/** A modal dialog. Esc closes it; focus goes back to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  size = 'md',
  sticky = false,
}: DialogProps) {
  return (
    <Overlay open={open} onClose={onClose} className={classNames(styles.dialog, styles[size])} sticky={sticky}>
      <Head title={title} description={description} />
      <div className={styles.body}>{children}</div>
      {footer !== undefined && <div className={styles.foot}>{footer}</div>}
    </Overlay>
  );
}

interface DrawerProps extends OverlayProps {
  readonly side?: 'left' | 'right';
  /** Without padding around the content. */
  readonly bare?: boolean;
}

/** A panel over the edge of the window, for what has no room beside the content. */
export function Drawer({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  side = 'right',
  bare = false,
}: DrawerProps) {
  return (
    <Overlay open={open} onClose={onClose} className={classNames(styles.drawer, styles[side])}>
      <Head title={title} description={description} />
      <div className={classNames(styles.body, bare && styles.bare)}>{children}</div>
      {footer !== undefined && <div className={styles.foot}>{footer}</div>}
    </Overlay>
  );
}

interface BareDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A modal layer without a head of its own. */
export function BareDialog({ open, onClose, label, children, className }: BareDialogProps) {
  return (
    <Overlay open={open} onClose={onClose} className={className}>
      <Radix.Title className={styles.unseen}>{label}</Radix.Title>
      {children}
    </Overlay>
  );
}

interface LayerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly className?: string;
  readonly sticky?: boolean;
  readonly children: ReactNode;
}

function Overlay({ open, onClose, className, sticky = false, children }: LayerProps) {
  const focusReturn = useFocusReturn();
  useCommandBarrier(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        {/* A plain element: Radix's own overlay adds a style sheet to the page, and the policy of the page forbids it. */}
        <div className={styles.scrim} />
        <Radix.Content
          className={className}
          {...focusReturn}
          onInteractOutside={sticky ? (event) => event.preventDefault() : undefined}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Head({ title, description }: Pick<OverlayProps, 'title' | 'description'>) {
  return (
    <div className={styles.head}>
      <div className={styles.titles}>
        <Radix.Title className={styles.title}>{title}</Radix.Title>
        {description !== undefined && (
          <Radix.Description className={styles.description}>{description}</Radix.Description>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton icon={X} label="Close" data-close />
      </Radix.Close>
    </div>
  );
}
