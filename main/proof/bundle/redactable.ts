import type { Json } from '#shared/lib/json.ts';
import type { BundleEvent, BundleEventType } from '../format/bundle-event.ts';
import { pointerParts, valueAt, withValueAt } from '../format/withheld.ts';

/** Where in an event a value stands. */
export interface EventPlace {
  readonly seq: number;
  readonly parts: readonly string[];
}

const READINGS = ['preconditions', 'readings'].flatMap((list) => [
  `/data/${list}/*/name`,
  `/data/${list}/*/observed`,
  `/data/${list}/*/message`,
  `/data/${list}/*/tool/name`,
  `/data/${list}/*/tool/version`,
]);
const ERROR = ['/data/error/message', '/data/error/hint', '/data/error/details'];

/** What may be withheld, by type of event. The rest carries the verdict: without it nobody could check one. */
const WORDS: Readonly<Partial<Record<BundleEventType, readonly string[]>>> = {
  'run.created': [
    '/data/inputs/*',
    '/data/sessionName',
    '/data/workdir',
    '/data/workspace',
    '/data/locks/*',
    '/data/attemptOf/carried/*/outputs/*',
  ],
  'run.claimed': ['/data/host'],
  'run.interrupted': ['/data/reason'],
  'run.requeued': ['/data/reason'],
  'run.parked': ['/data/reason'],
  'checks.read': [...READINGS, ...ERROR],
  'act.finished': [
    '/data/result',
    '/data/outputs/*',
    '/data/call',
    '/data/tool/name',
    '/data/tool/version',
    '/data/artifacts/*/name',
    ...ERROR,
  ],
  'question.asked': ['/data/message', '/data/fields', '/data/asker/url'],
  'wait.opened': ['/data/message', '/data/fields', '/data/asker/url'],
  'wait.answered': ['/data/answer/values/*', '/data/reason'],
  'cancel.requested': ['/data/reason'],
  'run.swept': ['/data/problem'],
  'pause.requested': ['/data/reason'],
  'pause.lifted': ['/data/reason'],
  'disposition.changed': ['/data/reason'],
  'retry.scheduled': ['/data/reason'],
  'step.settled': ['/data/reason'],
  'rollback.started': ['/data/reason'],
  'undo.settled': ['/data/reason'],
  'run.finished': ['/data/reason'],
  'run.canceled': ['/data/reason'],
  'step.waived': ['/data/reason'],
};

/** Every place of an event whose value may be withheld. An absent value (`null`) says nothing and stays. */
export function redactablePlaces(event: BundleEvent): readonly EventPlace[] {
  // A policy is nobody: its name is a word of the product.
  const names = event.actor.kind === 'policy' ? [] : ['/actor/name'];
  return [...names, ...(WORDS[event.type] ?? [])]
    .flatMap((pattern) => expand(event, pointerParts(pattern)))
    .filter((parts) => valueAt(event, parts) !== null)
    .map((parts) => ({ seq: event.seq, parts }));
}

/** The places of a value that a pattern names: `*` is any one member. */
export function expand(root: unknown, pattern: readonly string[]): readonly (readonly string[])[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return [[]];
  if (typeof root !== 'object' || root === null) return [];
  const keys = part === '*' ? Object.keys(root) : Object.hasOwn(root, part) ? [part] : [];
  return keys.flatMap((key) => expand((root as Record<string, Json>)[key], rest).map((below) => [key, ...below]));
}

/** Events in which a stand-in object is at every place, to see where each value goes in the records. */
export function withStandIns(events: readonly BundleEvent[]): {
  readonly events: readonly BundleEvent[];
  readonly places: ReadonlyMap<object, EventPlace>;
} {
  const places = new Map<object, EventPlace>();
  const marked = events.map((event) => {
    let copy: unknown = event;
    for (const place of redactablePlaces(event)) {
      const standIn = {};
      places.set(standIn, place);
      copy = withValueAt(copy, place.parts, standIn);
    }
    return copy as BundleEvent;
  });
  return { events: marked, places };
}
