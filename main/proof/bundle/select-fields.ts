import { AppError } from '#shared/lib/app-error.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { BundleEvent } from '../format/bundle-event.ts';
import { RunFold } from '../format/fold-run.ts';
import { pointerOf, pointerParts, valueAt } from '../format/withheld.ts';
import { hasNeedles, isIn, needlesOf } from './needles.ts';
import { type EventPlace, expand, redactablePlaces, withStandIns } from './redactable.ts';

/** A place to withhold, and the names under which records show it, such as `create:/outputs/token`. */
export interface SelectedField {
  readonly place: EventPlace;
  readonly names: readonly string[];
}

/** A place of an event as it can be named: by itself, and by every record that shows it. */
interface Alias {
  readonly scope: string | undefined;
  readonly parts: readonly string[];
  readonly place: EventPlace;
}

/**
 * The values that the patterns name, wherever they stand: a value of a record is withheld in the event that it comes from,
 * and so in every record that shows it. Other texts that contain a withheld one are withheld with it, and so are numbers. Throws
 * `bundle.unknown-field` for a pattern that names nothing that can be withheld.
 */
export function selectFields(
  plan: Plan,
  events: readonly BundleEvent[],
  patterns: readonly string[],
): readonly SelectedField[] {
  if (patterns.length === 0) return [];
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const aliases = aliasesOf(plan, events);
  const selected = new Map<string, EventPlace>();
  for (const pattern of patterns) {
    const found = aliases.flatMap((alias) => matches(alias, pattern, bySeq));
    if (found.length === 0) throw unknownField(pattern);
    for (const place of found) selected.set(keyOf(place), place);
  }
  spread(events, bySeq, selected);
  const places = [...selected.values()].filter((place) => !isBelowAnother(place, selected));
  return places.sort(byPlace).map((place) => ({ place, names: namesOf(place, aliases) }));
}

function aliasesOf(plan: Plan, events: readonly BundleEvent[]): readonly Alias[] {
  const aliases: Alias[] = events
    .flatMap(redactablePlaces)
    .map((place) => ({ scope: undefined, parts: place.parts, place }));
  const marked = withStandIns(events);
  const fold = new RunFold(plan);
  for (const event of marked.events) fold.add(event);
  const walk = (value: unknown, scope: string, parts: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const place = marked.places.get(value);
    if (place !== undefined) aliases.push({ scope, parts, place });
    else for (const [key, member] of Object.entries(value)) walk(member, scope, [...parts, key]);
  };
  for (const record of fold.records()) walk(record, record.stepId, []);
  return aliases;
}

/** The places that a pattern names through one alias: all of it, or some values inside. */
function matches(alias: Alias, pattern: string, bySeq: ReadonlyMap<number, BundleEvent>): readonly EventPlace[] {
  const [, scope, pointer] = /^(?:([a-z0-9*-]+):)?(\/.*)$/s.exec(pattern) ?? [];
  if (pointer === undefined) throw unknownField(pattern);
  if (scope !== undefined && scope !== '*' && scope !== alias.scope) return [];
  const wanted = pointerParts(pointer);
  const common = Math.min(wanted.length, alias.parts.length);
  for (let i = 0; i < common; i += 1) if (wanted[i] !== '*' && wanted[i] !== alias.parts[i]) return [];
  const below = wanted.slice(common);
  const { seq, parts } = alias.place;
  const value = valueAt(bySeq.get(seq), parts);
  return expand(value, below).map((inside) => ({ seq, parts: [...parts, ...inside] }));
}

/** Withholds every other text that contains a withheld one, every such number, and every object with such a key. */
function spread(
  events: readonly BundleEvent[],
  bySeq: ReadonlyMap<number, BundleEvent>,
  selected: Map<string, EventPlace>,
): void {
  const needles = needlesOf([...selected.values()].map(({ seq, parts }) => valueAt(bySeq.get(seq), parts)));
  if (!hasNeedles(needles)) return;
  const walk = (value: unknown, place: EventPlace): void => {
    if (typeof value === 'string' || typeof value === 'number') {
      if (isIn(needles, value)) selected.set(keyOf(place), place);
    } else if (typeof value === 'object' && value !== null) {
      if (!Array.isArray(value) && Object.keys(value).some((key) => isIn(needles, key))) {
        selected.set(keyOf(place), place);
      }
      for (const [key, member] of Object.entries(value)) walk(member, { seq: place.seq, parts: [...place.parts, key] });
    }
  };
  for (const place of events.flatMap(redactablePlaces)) walk(valueAt(bySeq.get(place.seq), place.parts), place);
}

function isBelowAnother(place: EventPlace, selected: ReadonlyMap<string, EventPlace>): boolean {
  return place.parts.some((_, length) => selected.has(keyOf({ seq: place.seq, parts: place.parts.slice(0, length) })));
}

function namesOf(place: EventPlace, aliases: readonly Alias[]): readonly string[] {
  return aliases.flatMap((alias) => {
    const isHere = alias.scope !== undefined && alias.place.seq === place.seq;
    if (!isHere || !alias.place.parts.every((part, index) => part === place.parts[index])) return [];
    return [`${alias.scope}:${pointerOf([...alias.parts, ...place.parts.slice(alias.place.parts.length)])}`];
  });
}

function keyOf({ seq, parts }: EventPlace): string {
  return `${seq}${pointerOf(parts)}`;
}

function byPlace(a: EventPlace, b: EventPlace): number {
  if (a.seq !== b.seq) return a.seq - b.seq;
  const [left, right] = [pointerOf(a.parts), pointerOf(b.parts)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function unknownField(pattern: string): AppError {
  return new AppError('bundle.unknown-field', `${pattern} names nothing that can be withheld`, {
    hint: 'name a value of a record, such as /outputs/token or create:/acts/0/result; verdicts, times and digests stay',
  });
}
