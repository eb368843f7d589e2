import { jsonDigest } from '#main/kernel/hash.ts';
import type { Json } from '#shared/lib/json.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import type { WithheldSummary } from '../format/environment.ts';
import { commitment, pointerOf, valueAt, type WithheldPlace, withValueAt } from '../format/withheld.ts';
import { type Needles, needlesOf } from './needles.ts';
import type { KeptOpening, OpeningsFile } from './openings.ts';
import { selectFields } from './select-fields.ts';

export interface RedactedJournal {
  readonly events: readonly BundleEvent[];
  readonly summary: Pick<WithheldSummary, 'fields' | 'head'>;
  readonly openings: readonly KeptOpening[];
  /** What must not stand anywhere in the bundle. */
  readonly needles: Needles;
}

/** The place of the opening that shows the last hash of the journal as it was. */
export const HEAD_PLACE = { seq: 0, pointer: '/hash' } as const;

/**
 * Puts commitments in the place of values and seals the chain anew from the first change on. The hashes of the original chain
 * must not be published: with the rest of an event known, a short value could be found by trying. So the exported journal is
 * one chain by one rule (each hash over the event as it is exported), it verifies like any other, and nothing else in it can
 * be changed without breaking it. That it is the same run is shown, when the owner wants, by opening the commitment to the
 * original last hash.
 */
export function withholdFields(
  plan: Plan,
  events: readonly BundleEvent[],
  patterns: readonly string[],
  openingsFile: OpeningsFile,
): RedactedJournal {
  const selected = selectFields(plan, events, patterns);
  const last = events.at(-1);
  if (selected.length === 0 || last === undefined) return nothingWithheld(events);
  const originals = new Map(events.map((event) => [event.seq, event]));
  const changed = new Map(originals);
  const openings: KeptOpening[] = [];
  const fields: WithheldPlace[] = [];
  for (const { place, names } of selected) {
    const { seq, parts } = place;
    const pointer = pointerOf(parts);
    const value = valueAt(originals.get(seq), parts) as Json;
    const salt = openingsFile.saltFor(seq, pointer);
    const digest = commitment(salt, value);
    fields.push({ seq, pointer, commitment: digest });
    openings.push({ seq, pointer, salt: Buffer.from(salt).toString('base64'), value, names });
    changed.set(seq, withValueAt(changed.get(seq), parts, { $withheld: digest }) as BundleEvent);
  }
  const headSalt = openingsFile.saltFor(HEAD_PLACE.seq, HEAD_PLACE.pointer);
  openings.push({ ...HEAD_PLACE, salt: Buffer.from(headSalt).toString('base64'), value: last.hash, names: [] });
  return {
    events: resealed(events, changed),
    summary: { fields, head: commitment(headSalt, last.hash) },
    openings,
    needles: needlesOf(openings.filter(({ seq }) => seq > 0).map(({ value }) => value)),
  };
}

/** A journal that is exported as it is. */
export function nothingWithheld(events: readonly BundleEvent[]): RedactedJournal {
  return { events, summary: { fields: [], head: null }, openings: [], needles: needlesOf([]) };
}

function resealed(events: readonly BundleEvent[], changed: ReadonlyMap<number, BundleEvent>): readonly BundleEvent[] {
  let prev: BundleEvent['prev'] = null;
  return events.map((original) => {
    const event = changed.get(original.seq) ?? original;
    const { runId, seq, at, type, actor, data } = event;
    const hash = jsonDigest({ runId, seq, at, type, actor, data, prev });
    const sealed = { ...event, prev, hash } as BundleEvent;
    prev = hash;
    return sealed;
  });
}
