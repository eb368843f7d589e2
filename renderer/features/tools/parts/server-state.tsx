import { formatDuration } from '#renderer/ui/formats.ts';
import type { ServerRow } from '#shared/api/mcp-views.ts';
import { SERVER_STATES } from '../model/server-words.ts';
import styles from './parts.module.css';

/** How a server stands: a mark of its own shape, and the word. */
export function ServerStateLabel({ state, latencyMs }: Pick<ServerRow, 'state' | 'latencyMs'>) {
  const { word, look } = SERVER_STATES[state];
  return (
    <span className={styles.state} data-look={look}>
      <i aria-hidden />
      {state === 'slow' && latencyMs !== null ? `${word}, ${formatDuration(latencyMs)}` : word}
    </span>
  );
}
