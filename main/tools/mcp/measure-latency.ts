import { type Clock } from '#main/kernel/clock.ts';
import type { Connection } from './connection.ts';
import { mcpError } from './mcp-error.ts';

/** How long an answer may take that is only waited for to know it, ms. */
const DEADLINE = 10_000;

/** Time of one exchange that does nothing, ms. A server that does not answer is closed. Throws AppError `mcp.*`. */
export async function measureLatency(connection: Connection, clock: Clock): Promise<number> {
  const began = clock.monotonic();
  try {
    if (connection.client.getProtocolEra() === 'modern') await connection.client.discover({ timeout: DEADLINE });
    else await connection.client.ping({ timeout: DEADLINE });
  } catch (error) {
    await connection.close();
    throw mcpError(error, connection.name, connection.failure);
  }
  return clock.monotonic() - began;
}
