import { useServerLog } from '#renderer/client/hooks/mcp.ts';
import { Button } from '#renderer/ui/button.tsx';
import { revealed } from '#shared/mcp/revealed.ts';
import styles from './server.module.css';

/** What the process of a server wrote beside the protocol. */
export function ServerLogView({ name }: { readonly name: string }) {
  const { data, isFetching, refetch } = useServerLog(name);
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.about}>The last of what it wrote to stderr, without secrets.</span>
        <Button size="sm" busy={isFetching} onClick={() => void refetch()}>
          Read again
        </Button>
      </div>
      {data === undefined || data === '' ? (
        <p className={styles.none}>It wrote nothing since it was started here.</p>
      ) : (
        <pre className={styles.log}>{revealed(data)}</pre>
      )}
    </>
  );
}
