import { realpath } from 'node:fs/promises';
import type { Clock } from '#main/kernel/clock.ts';
import { sha256 } from '#main/kernel/hash.ts';
import type { Logger } from '#main/kernel/logger.ts';
import { markedValues, type ProcessMarker } from '#main/kernel/processes/find-marked.ts';
import { isRunning, numberSpace, processIdentity } from '#main/kernel/processes/process-identity.ts';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import { digestHex } from '#shared/lib/digest.ts';

/** ms between TERM and KILL. */
const KILL_GRACE = 2_000;

/** Knows the servers that the hubs of a data folder have started, in this process and in others. */
export interface HubOwner {
  /**
   * What tells the servers of this process's hub. Before the first answer, the servers are ended that hubs of the same data
   * folder have left whose process runs no more.
   */
  marker(): Promise<ProcessMarker>;
}

export function createHubOwner(folder: string, { clock, logger }: { clock: Clock; logger: Logger }): HubOwner {
  let ready: Promise<ProcessMarker> | undefined;
  const open = async (): Promise<ProcessMarker> => {
    const identity = await processIdentity(process.pid);
    const hub = { OPS_MCP_HUB: await hubOf(folder) };
    if (identity === undefined) return hub;
    try {
      const ended = await sweepOrphans(hub, clock);
      if (ended > 0) logger.warn('MCP servers of a process that is gone were ended', { processes: ended });
    } catch (error) {
      logger.warn('MCP servers of a process that is gone could not be ended', { error });
    }
    return { ...hub, OPS_MCP_OWNER: identity };
  };
  return { marker: () => (ready ??= open()) };
}

/** The same for every process that has the folder open, under whatever path, and can see the others. */
async function hubOf(folder: string): Promise<string> {
  const path = await realpath(folder).catch(() => folder);
  return digestHex(sha256(`${numberSpace()}\n${path}`)).slice(0, 32);
}

/** How many processes were ended. */
async function sweepOrphans(hub: ProcessMarker, clock: Clock): Promise<number> {
  let ended = 0;
  for (const owner of await markedValues(hub, 'OPS_MCP_OWNER')) {
    if (await isRunning(owner)) continue;
    ended += (await sweepMarked({ ...hub, OPS_MCP_OWNER: owner }, { clock, graceMs: KILL_GRACE })).length;
  }
  return ended;
}
