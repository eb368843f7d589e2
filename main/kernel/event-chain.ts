import type { Digest } from '#shared/lib/digest.ts';
import type { EventDraft, EventType, RunEvent } from '#shared/run/event.ts';
import type { RunId } from '#shared/run/ids.ts';
import { jsonDigest } from './hash.ts';

/** Where in a run's chain an event goes. */
export interface ChainPlace {
  readonly runId: RunId;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Hash of the event before; `null` for the first. */
  readonly prev: Digest | null;
}

/** The end of a part of a chain that was checked before: what follows must join it. */
export interface ChainEnd {
  readonly runId: RunId;
  readonly seq: number;
  readonly hash: Digest;
}

/** The first event that breaks a chain: where, and what differs. */
export interface ChainBreak {
  readonly seq: number;
  readonly differs: 'runId' | 'seq' | 'prev' | 'hash';
  readonly expected: string;
  readonly found: string;
}

/** Gives a draft its place in the chain. Throws a RangeError when its data is not what canonical JSON can carry. */
export function sealEvent<T extends EventType>(draft: EventDraft<T>, place: ChainPlace): RunEvent<T> {
  const { type, at, actor, data } = draft;
  const envelope = { runId: place.runId, seq: place.seq, at, type, actor, data, prev: place.prev };
  return { ...envelope, hash: jsonDigest(envelope) };
}

/** The first event that does not follow from the one before it or does not match its own hash; `undefined` when none. */
export function checkChain(events: readonly RunEvent[], after: ChainEnd | null = null): ChainBreak | undefined {
  const runId = after?.runId ?? events[0]?.runId;
  let seq = after?.seq ?? 0;
  let prev: Digest | null = after?.hash ?? null;
  for (const event of events) {
    seq += 1;
    if (event.seq !== seq) return broken(seq, 'seq', seq, event.seq);
    if (event.runId !== runId) return broken(seq, 'runId', runId, event.runId);
    if (event.prev !== prev) return broken(seq, 'prev', prev, event.prev);
    const hash = ownHash(event);
    if (event.hash !== hash) return broken(seq, 'hash', hash, event.hash);
    prev = event.hash;
  }
  return undefined;
}

/** What the hash of an event should be; data that canonical JSON cannot carry was never sealed, so it has none. */
function ownHash(event: RunEvent): string {
  try {
    return sealEvent(event, event).hash;
  } catch (error) {
    if (error instanceof RangeError) return `none: ${error.message}`;
    throw error;
  }
}

function broken(seq: number, differs: ChainBreak['differs'], expected: unknown, found: unknown): ChainBreak {
  return { seq, differs, expected: String(expected), found: String(found) };
}
