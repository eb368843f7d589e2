import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ControlRoom } from '../../compose.ts';
import type { Invocation } from '../invocation.ts';
import { onStop } from '../stop-signals.ts';

/** The data folder for looking only; `undefined` where there is none yet, and none is made. */
export async function openToLook(invocation: Invocation): Promise<ControlRoom | undefined> {
  try {
    return await invocation.openRoom('read-only');
  } catch (error) {
    // With details it says that there was a database, which is another matter.
    if (error instanceof AppError && error.code === 'store.missing' && error.details === undefined) return undefined;
    throw error;
  }
}

/** The same with a server. Throws AppError `mcp.unknown-server`. */
export async function openServer(
  invocation: Invocation,
  name: string,
): Promise<{ readonly room: ControlRoom; readonly server: RegisteredServer }> {
  const room = await openToLook(invocation);
  if (room === undefined) throw unknownServer(name, []);
  return { room, server: requireServer(room, name) };
}

/** The server of that name. Throws AppError `mcp.unknown-server`. */
export function requireServer({ store }: Pick<ControlRoom, 'store'>, name: string): RegisteredServer {
  const found = store.mcp.get(name);
  if (found !== undefined) return found;
  throw unknownServer(
    name,
    store.mcp.list().map(({ definition }) => definition.name),
  );
}

function unknownServer(name: string, names: readonly string[]): AppError {
  return new AppError('mcp.unknown-server', `there is no MCP server ${name}`, {
    hint: names.length === 0 ? 'add one with: opsroom mcp add, or opsroom mcp import' : `servers: ${names.join(', ')}`,
  });
}

/** Does work that ends when the process is asked to end. */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const ignoreSignals = onStop(() => stop.abort(new AppError('mcp.canceled', 'it was interrupted')));
  try {
    return await work(stop.signal);
  } finally {
    ignoreSignals();
  }
}

/** `name=value` options by name, in their order. Throws AppError `usage.invalid` for one without a name. */
export function pairs(given: readonly string[] | undefined, invalid: (text: string) => AppError): [string, string][] {
  return (given ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw invalid(text);
    return [text.slice(0, at), text.slice(at + 1)];
  });
}
