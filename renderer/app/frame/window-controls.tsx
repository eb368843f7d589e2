import { Copy, Minus, Square, X } from 'lucide-react';
import { client } from '#renderer/client/client.ts';
import { useHost, useWindowState } from '#renderer/client/host.ts';
import type { ContractClient } from '#shared/api/contract.ts';
import styles from './window-controls.module.css';

type WindowAction = Parameters<ContractClient['host']['window']>[0]['action'];

/** Minimize, maximize and close, where the window has no frame of the system. On a Mac the system draws them. */
export function WindowControls() {
  const maximized = useWindowState((state) => state.maximized);
  const { platform } = useHost();
  if (platform === 'darwin') return null;
  const act = (action: WindowAction): void => {
    // The window is what answers: when it does not, it is on its way out.
    client.host.window({ action }).catch(() => undefined);
  };
  return (
    <div className={styles.controls}>
      <button type="button" aria-label="Minimize" onClick={() => act('minimize')}>
        <Minus size={14} aria-hidden />
      </button>
      <button type="button" aria-label={maximized ? 'Restore' : 'Maximize'} onClick={() => act('toggle-maximize')}>
        {maximized ? <Copy size={12} aria-hidden /> : <Square size={12} aria-hidden />}
      </button>
      <button type="button" aria-label="Close window" className={styles.close} onClick={() => act('close')}>
        <X size={15} aria-hidden />
      </button>
    </div>
  );
}
