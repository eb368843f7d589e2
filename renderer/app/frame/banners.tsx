import { type ReactNode, useEffect, useState } from 'react';
import { pageLink, useConnection } from '#renderer/client/connection.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { useWindowState } from '#renderer/client/host.ts';
import { Button } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import type { Status } from '#renderer/ui/status.ts';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import styles from './banners.module.css';

/** A connection that comes back at once is not worth a word. */
const QUIET_MS = 800;

/** What concerns the whole window: no connection, a store that can only be read, an end that waits for runs. */
export function Banners() {
  const connection = useConnection();
  const isLost = useLasting(connection.status === 'lost', QUIET_MS);
  const { data: state } = useSystemState();
  const isClosing = useWindowState((window) => window.isClosing);
  return (
    <>
      {isClosing && (
        <Banner status="running">
          The app ends when the runs under way in it are done. It begins no other; what is queued waits for the next
          start.
        </Banner>
      )}
      {isLost &&
        (connection.refused ? (
          <Banner status="failed">
            The control room does not know this page any more. Runs go on. Open the address that it printed when it
            started.
          </Banner>
        ) : (
          <Banner
            status="indoubt"
            action={
              <Button size="sm" onClick={() => pageLink.retryNow()}>
                Try now
              </Button>
            }
          >
            No connection to the control room. What you see may be old. Runs go on; nothing that you do here reaches
            them until it is back.
          </Banner>
        ))}
      {state?.status === 'read-only' && (
        <Banner status="failed">
          The store can only be read. {asSentence(state.problem?.message ?? '')} {asSentence(state.problem?.hint ?? '')}
        </Banner>
      )}
    </>
  );
}

interface BannerProps {
  readonly status: Status;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

function Banner({ status, children, action }: BannerProps) {
  return (
    <div className={styles.banner} data-st={status} role="alert">
      <StatusGlyph status={status} />
      <span className={styles.text}>{children}</span>
      {action}
    </div>
  );
}

/** True once a condition has held for a while. */
function useLasting(condition: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!condition) return undefined;
    const timer = setTimeout(() => setLasts(true), ms);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [condition, ms]);
  return condition && lasts;
}
