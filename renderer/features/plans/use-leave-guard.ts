import { useEffect } from 'react';
import { client } from '#renderer/client/client.ts';
import { isDesktop } from '#renderer/client/connection.ts';
import { type DraftKeeper, type DraftState, isStuck } from './model/draft-keeper.ts';

/** Saves what was typed last when the page is left, and has the person asked before text is lost that cannot be saved. */
export function useLeaveGuard(keeper: DraftKeeper, { status }: DraftState): void {
  useEffect(() => {
    const flush = (): void => {
      if (keeper.state().status === 'unsaved') void keeper.save();
    };
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') flush();
    };
    const onLeaving = (event: BeforeUnloadEvent): void => {
      flush();
      // A window of the desktop would only stay, without a word: there the app asks before it ends.
      if (!isDesktop() && isStuck(keeper.state())) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeaving);
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      window.removeEventListener('beforeunload', onLeaving);
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [keeper]);
  const isHeld = status !== 'saved' && isDesktop();
  useEffect(() => {
    if (!isHeld) return undefined;
    holdText(true);
    return () => holdText(false);
  }, [isHeld]);
}

function holdText(unsaved: boolean): void {
  // Without a connection there is nobody to tell.
  client.host.hold({ unsaved }).catch(() => undefined);
}
