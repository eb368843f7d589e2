import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { SessionId } from '#shared/run/ids.ts';

interface LastSession {
  readonly sessionId: SessionId | null;
}

/** The session that was looked at last, on this machine. */
export const useLastSession = create<LastSession>()(
  persist((): LastSession => ({ sessionId: null }), { name: 'runboard.session' }),
);

/** The session to show: the asked one, else the one seen last, else the one with the newest activity; archived ones when no other is there. */
export function sessionToShow(
  asked: string | undefined,
  last: SessionId | null,
  open: readonly SessionRow[],
  archived: readonly SessionRow[],
): SessionRow | undefined {
  if (asked !== undefined) return [...open, ...archived].find(({ id }) => id === asked);
  const choice = open.length > 0 ? open : archived;
  return choice.find(({ id }) => id === last) ?? choice[0];
}

/** Sessions whose name holds every word that was typed. */
export function filterSessions(sessions: readonly SessionRow[], typed: string): readonly SessionRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}
