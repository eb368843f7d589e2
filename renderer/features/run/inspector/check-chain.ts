import { client } from '#renderer/client/client.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';

const PAGE = 1000;

/** What reading the chain again says. `brokenAt`: the first event that does not follow from the one before it. */
export interface ChainCheck {
  readonly events: number;
  readonly brokenAt: number | null;
  /** ms UTC. */
  readonly at: number;
}

/** Reads all events of a run again and computes every hash here. */
export async function checkRunChain(runId: RunId, signal: AbortSignal): Promise<ChainCheck> {
  let prev: string | null = null;
  let seq = 0;
  for (;;) {
    const { events, total } = await client.runs.events({ runId, after: seq, limit: PAGE }, { signal });
    for (const event of events) {
      seq += 1;
      const follows = event.seq === seq && event.runId === runId && event.prev === prev;
      if (!follows || (await hashOf(event)) !== event.hash) return { events: total, brokenAt: seq, at: Date.now() };
      prev = event.hash;
    }
    if (events.length === 0 || seq >= total) return { events: seq, brokenAt: null, at: Date.now() };
  }
}

/** The hash that an event must have: sha256 over the canonical JSON of every other member. */
export async function hashOf(event: RunEvent): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson({ ...event, hash: undefined }));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
