import type { Asker } from '#shared/run/event.ts';
import { OpenAddress } from '../foreign/open-address.tsx';
import { WebAddress } from '../foreign/web-address.tsx';
import styles from './question.module.css';

interface AskerFactsProps {
  readonly asker: Asker;
  readonly wasOpened: boolean;
  readonly onOpened: () => void;
}

/** Which server asks, and the whole address of the page that it wants opened: nothing is opened by itself. */
export function AskerFacts({ asker, wasOpened, onOpened }: AskerFactsProps) {
  const { server, url } = asker;
  return (
    <div className={styles.asker}>
      <p>
        The server <b>{server}</b> asks, not the plan. Its call is under way and waits for you. Give it no passwords or
        keys here.
      </p>
      {url !== null && (
        <>
          <WebAddress url={url} />
          <OpenAddress url={url} wasOpened={wasOpened} onOpened={onOpened} />
        </>
      )}
    </div>
  );
}
