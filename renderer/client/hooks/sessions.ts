import type { SessionId } from '#shared/run/ids.ts';
import { client } from '../client.ts';
import { keys } from '../keys.ts';
import { useAnswer } from '../query.ts';

/** Open sessions, or the archived ones. */
export const useSessions = (archived = false) =>
  useAnswer(keys.sessions(archived), (signal) => client.sessions.list({ archived }, { signal }));

/** Four lanes of a session; nothing is asked while there is none. */
export const useBoard = (sessionId: SessionId | null) =>
  useAnswer(sessionId === null ? null : keys.board(sessionId), (signal) =>
    client.board.get({ sessionId: sessionId as SessionId }, { signal }),
  );

/** The strip above the lanes. */
export const useMetrics = () => useAnswer(keys.metrics(), (signal) => client.board.metrics({}, { signal }));
