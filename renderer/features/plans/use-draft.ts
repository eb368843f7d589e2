import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { client } from '#renderer/client/client.ts';
import { isConnectionError, toClientError } from '#renderer/client/client-error.ts';
import { useConnection } from '#renderer/client/connection.ts';
import { type Digest, isDigest } from '#shared/lib/digest.ts';
import type { EditorHandle } from './editor/code-editor.tsx';
import { type DraftKeeper, type DraftState, keepDraft, type SaveOutcome } from './model/draft-keeper.ts';
import { useLeaveGuard } from './use-leave-guard.ts';

/** Keeps the draft of a document saved, through lost connections and changes from elsewhere. */
export function useDraft(
  documentId: string,
  server: { readonly text: string; readonly textDigest: Digest },
  editor: RefObject<EditorHandle | null>,
): { readonly keeper: DraftKeeper; readonly state: DraftState } {
  const [keeper] = useState(() =>
    keepDraft(server, {
      save: (text, basedOn) => save(documentId, text, basedOn),
      show: (text) => editor.current?.replace(text),
      storage: sessionStorage,
      key: `plan.draft.${documentId}`,
      now: () => Date.now(),
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    }),
  );
  const state = useSyncExternalStore(keeper.subscribe, keeper.state);
  const isOpen = useConnection((connection) => connection.status === 'open');
  useEffect(() => {
    if (isOpen && keeper.state().status === 'offline') void keeper.save();
  }, [isOpen, keeper]);
  useEffect(() => {
    if (server.textDigest === keeper.basedOn()) return;
    keeper.hear(() => client.plans.get({ documentId })).catch(() => undefined);
  }, [server.textDigest, keeper, documentId]);
  // What was typed last is saved when the page is left.
  useEffect(
    () => () => {
      keeper.stop();
      if (keeper.state().status === 'unsaved') void keeper.save();
    },
    [keeper],
  );
  useLeaveGuard(keeper, state);
  return { keeper, state };
}

async function save(documentId: string, text: string, basedOn: Digest): Promise<SaveOutcome> {
  // A call would wait for the connection, and the person would read that it is being saved.
  if (useConnection.getState().status === 'lost') return { kind: 'offline' };
  try {
    const { textDigest } = await client.plans.saveDraft({ documentId, text, basedOn });
    return { kind: 'saved', textDigest };
  } catch (thrown) {
    const error = toClientError(thrown);
    if (isConnectionError(error)) return { kind: 'offline' };
    const theirs = error.details?.['text'];
    const textDigest = error.details?.['textDigest'];
    if (
      error.code === 'plan.draft-changed' &&
      typeof theirs === 'string' &&
      typeof textDigest === 'string' &&
      isDigest(textDigest)
    ) {
      return { kind: 'changed', text: theirs, textDigest };
    }
    return { kind: 'refused', message: `${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}` };
  }
}
