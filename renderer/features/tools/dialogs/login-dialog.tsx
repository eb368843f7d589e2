import { useEffect, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { OpenAddress } from '#renderer/parts/foreign/open-address.tsx';
import { WebAddress } from '#renderer/parts/foreign/web-address.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import { refreshServers } from '../refresh-servers.ts';
import styles from './dialogs.module.css';

interface LoginDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** A login at a server: the address to open is shown first, and the dialog waits until the login is done. */
export function LoginDialog({ name, onClose }: LoginDialogProps) {
  const [url, setUrl] = useState<string | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  const [round, setRound] = useState(0);
  const { show } = useToast();
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        for await (const step of await client.mcp.login({ name }, { signal: stop.signal })) setUrl(step.url);
        await refreshServers();
        show({ title: `Logged in to ${name}` });
        onClose();
      } catch (thrown) {
        if (!stop.signal.aborted) setError(toClientError(thrown));
      }
    };
    void follow();
    return () => stop.abort();
    // oxlint-disable-next-line react/exhaustive-deps -- A login begins once for each try, however often the page is drawn.
  }, [name, round]);
  return (
    <Dialog
      open
      sticky
      onClose={onClose}
      title={`Log in to ${name}`}
      description="The login happens in your browser. What it gives is kept in the vault."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {error !== null && (
            <Button
              variant="primary"
              onClick={() => {
                setError(null);
                setUrl(null);
                setRound((before) => before + 1);
              }}
            >
              Try again
            </Button>
          )}
          {error === null && url !== null && <OpenAddress url={url} />}
        </>
      }
    >
      <div className={styles.form}>
        {url === null && error === null && <p role="status">Asking the server where to log in.</p>}
        {url !== null && (
          <>
            <p className={styles.about}>This address asks for the login. Go on only if you know its domain.</p>
            <WebAddress url={url} />
          </>
        )}
        {error !== null && (
          <Notice status="failed">
            {asSentence(error.message)} {asSentence(error.hint ?? '')}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
