import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { create } from 'zustand';
import { Button, IconButton } from './button.tsx';
import type { Status } from './status.ts';
import { StatusGlyph } from './status-glyph.tsx';
import styles from './toast.module.css';

export interface Toast {
  /** A toast with the id of one that shows takes its place. */
  readonly id?: string;
  readonly status?: Status;
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Milliseconds; what needs a person stays until it is closed. */
  readonly lastsMs?: number;
}

interface ToastState {
  readonly toasts: readonly (Toast & { readonly id: string })[];
  readonly show: (toast: Toast) => void;
  readonly dismiss: (id: string) => void;
}

const LASTS_MS = 6000;
const MOST = 4;
let counter = 0;

const useToasts = create<ToastState>()((set) => ({
  toasts: [],
  show: (toast) =>
    set(({ toasts }) => {
      counter += 1;
      const id = toast.id ?? `toast-${counter}`;
      return { toasts: [...toasts.filter((other) => other.id !== id), { ...toast, id }].slice(-MOST) };
    }),
  dismiss: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
}));

/** Shows and takes away toasts: `const { show, dismiss } = useToast()`. */
export function useToast(): Pick<ToastState, 'show' | 'dismiss'> {
  const show = useToasts((state) => state.show);
  const dismiss = useToasts((state) => state.dismiss);
  return { show, dismiss };
}

/** Where toasts appear; once per window. */
export function ToastHost() {
  const { toasts, dismiss } = useToasts();
  return (
    <Radix.Provider label="Notification" swipeDirection="right">
      {toasts.map((toast) => (
        <Radix.Root
          key={toast.id}
          className={styles.toast}
          type={toast.status === 'failed' || toast.status === 'indoubt' ? 'foreground' : 'background'}
          duration={toast.lastsMs ?? (needsPerson(toast.status) ? Number.POSITIVE_INFINITY : LASTS_MS)}
          onOpenChange={(open) => (open ? undefined : dismiss(toast.id))}
        >
          {toast.status === undefined ? <span /> : <StatusGlyph status={toast.status} />}
          <div className={styles.words}>
            <Radix.Title>{toast.title}</Radix.Title>
            {toast.text !== undefined && <Radix.Description className={styles.text}>{toast.text}</Radix.Description>}
          </div>
          {toast.action !== undefined && (
            <Radix.Action asChild altText={toast.action.label}>
              <Button size="sm" onClick={toast.action.run}>
                {toast.action.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton icon={X} label="Close" />
          </Radix.Close>
        </Radix.Root>
      ))}
      {/* F8, which Radix takes, leads to the next problem of a plan. */}
      <Radix.Viewport className={styles.viewport} hotkey={['altKey', 'KeyN']} />
    </Radix.Provider>
  );
}

function needsPerson(status: Status | undefined): boolean {
  return status === 'failed' || status === 'indoubt' || status === 'approval';
}
