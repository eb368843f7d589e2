import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { ContentPart } from '../call/result-content.tsx';
import styles from './server.module.css';
import type { Reading } from './use-resource.ts';

interface OpenedResourceProps {
  readonly reading: Reading;
  readonly canSubscribe: boolean;
  readonly onSubscribe: () => void;
  readonly onUnsubscribe: () => void;
}

/** What stands in a resource, and whether it is read anew when it changes. */
export function OpenedResource({ reading, canSubscribe, onSubscribe, onUnsubscribe }: OpenedResourceProps) {
  const { parts, problem, followed } = reading;
  return (
    <>
      {problem !== null && <Notice status="failed">{problem}</Notice>}
      {parts === null && problem === null && <p className={styles.none}>Reading.</p>}
      {canSubscribe && parts !== null && (
        <div className={styles.follow}>
          {followed === null ? (
            <Button size="sm" onClick={onSubscribe}>
              Subscribe
            </Button>
          ) : (
            <Button size="sm" onClick={onUnsubscribe}>
              Unsubscribe
            </Button>
          )}
          <p role="status">
            {followed?.isLost === true &&
              'The subscription ended with the connection. It begins again when the server is back.'}
            {followed?.isLost === false && (
              <>
                Subscribed. Changed {followed.times === 1 ? 'once' : `${followed.times} times`}, last read{' '}
                <RelativeTime at={followed.at} />.
              </>
            )}
          </p>
        </div>
      )}
      {parts?.map((part, index) => (
        <ContentPart key={index} part={part} />
      ))}
    </>
  );
}
