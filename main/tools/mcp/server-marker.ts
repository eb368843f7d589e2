import type { LeftProcess } from '#main/engine/ports/tool.ts';
import type { Clock } from '#main/kernel/clock.ts';
import type { ProcessMarker } from '#main/kernel/processes/find-marked.ts';
import { sweepMarked } from '#main/kernel/processes/sweep-marked.ts';
import { uuidv7 } from '#main/kernel/uuid.ts';

/** What tells the processes of one connection; of a run, all of its servers'. */
export function serverMarker(runId: string | null, clock: Clock): ProcessMarker {
  return {
    OPS_MCP_CONNECTION: uuidv7(clock.now()),
    ...(runId === null ? {} : { OPS_RUN_ID: runId, OPS_MCP_SERVER: '1' }),
  };
}

/** Ends the servers that an owner of the run has left on this machine, and returns what it found. */
export function sweepServers(runId: string, timing: { readonly clock: Clock }): Promise<readonly LeftProcess[]> {
  return sweepMarked({ OPS_RUN_ID: runId, OPS_MCP_SERVER: '1' }, timing);
}
