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

/** The session to show: the asked one, else the one seen last, else the one with the newest activity. */
export function sessionToShow(
  asked: string | undefined,
  last: SessionId | null,
  open: readonly SessionRow[],
  archived: readonly SessionRow[],
): SessionRow | undefined {
  const all = [...open, ...archived];
  return (
    all.find(({ id }) => id === asked) ??
    (asked === undefined ? (open.find(({ id }) => id === last) ?? open[0]) : undefined)
  );
}

/** Sessions whose name holds every word that was typed. */
export function filterSessions(sessions: readonly SessionRow[], typed: string): readonly SessionRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}
