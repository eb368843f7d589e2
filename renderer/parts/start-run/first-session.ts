import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import type { SessionId } from '#shared/run/ids.ts';

const NAME = 'First session';

/**
 * The newest open session; `null` where there is none. It asks for the sessions of this moment: what a screen knows of them
 * may be older than the one that was just made.
 */
export async function newestSession(): Promise<SessionId | null> {
  const [first] = await client.sessions.list({ archived: false });
  return first?.id ?? null;
}

/** The newest open session, made where there is none. */
export async function openOrFirstSession(): Promise<SessionId> {
  const known = await newestSession();
  if (known !== null) return known;
  try {
    return (await client.sessions.create({ name: NAME })).id;
  } catch (thrown) {
    // Somebody else made it between the two calls.
    const made = toClientError(thrown).code === 'session.exists' ? await newestSession() : null;
    if (made === null) throw thrown;
    return made;
  }
}
