import { create } from 'zustand';
import { KEY_HEADER, PAGE_KEY } from '#shared/api/page-key.ts';
import { type ConnectionState, type Connector, ReconnectingLink } from './link.ts';
import { desktopConnector } from './port-connector.ts';
import { webSocketConnector } from './websocket-connector.ts';

/** Whether the page is connected to its control room, and since when. */
export const useConnection = create<ConnectionState>(() => ({
  status: 'connecting',
  since: Date.now(),
  refused: false,
}));

/** The connection of this page. */
export const pageLink = new ReconnectingLink((signal) => chooseConnector()(signal), {
  onState: (state) => useConnection.setState(state),
});

/** Connects the page and keeps it connected. Called once, when the page starts. */
export function startConnection(): void {
  window.addEventListener('online', () => pageLink.retryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') pageLink.retryNow();
  });
  pageLink.start();
}

/** True in a window of the desktop, false in a browser. */
export function isDesktop(): boolean {
  return window.location.protocol === 'app:';
}

function chooseConnector(): Connector {
  if (isDesktop()) return desktopConnector(window);
  const { protocol, host } = window.location;
  return webSocketConnector(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`, pageKey, isForgotten);
}

/** Kept for all tabs of this very host and port. A browser that keeps nothing was not let in. */
function pageKey(): string {
  return window.localStorage.getItem(PAGE_KEY) ?? '';
}

async function isForgotten(): Promise<boolean> {
  try {
    const answer = await fetch('/session', { cache: 'no-store', headers: { [KEY_HEADER]: pageKey() } });
    return answer.status === 401;
  } catch {
    // Nobody listens there: not refused, gone.
    return false;
  }
}
