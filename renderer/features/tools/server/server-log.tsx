import { useServerLog } from '#renderer/client/hooks/mcp.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { revealed } from '#shared/mcp/revealed.ts';
import styles from './server.module.css';

/** What the process of a server wrote beside the protocol. */
export function ServerLogView({ name }: { readonly name: string }) {
  const answer = useServerLog(name);
  const { data, error, isFetching, refetch } = answer;
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.about}>The last of what it wrote to stderr, without secrets.</span>
        <Button size="sm" busy={isFetching} onClick={() => void refetch()}>
          Read again
        </Button>
      </div>
      {data !== undefined && error !== null && (
        <Notice status="failed">It was not read again, this is from before. {asSentence(error.message)}</Notice>
      )}
      <Answered answer={answer} what="The log">
        {(text) =>
          text === '' ? (
            <p className={styles.none}>It wrote nothing since it was started here.</p>
          ) : (
            <pre className={styles.log}>{revealed(text)}</pre>
          )
        }
      </Answered>
    </>
  );
}
