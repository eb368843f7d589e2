import type { HistoryFilter, HistorySort } from '#shared/api/history.ts';
import { LANES } from '#shared/pulser/plan.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { SHOWN_STATUSES } from '#shared/run/status.ts';
import { DISPOSITIONS } from '#shared/run/verdict.ts';

const SORTS = ['started', 'run-time', 'plan', 'session', 'number'] as const;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/** What is shown while nothing else is asked for: the newest runs first. */
export const NEWEST_FIRST: HistorySort = { by: 'started', descending: true };

/** What needs a look: bad endings that nobody has settled. */
export const NEEDS_A_LOOK: HistoryFilter = { status: ['failed', 'indoubt', 'rolledback'], dispositions: ['open'] };

export interface HistoryQuery {
  readonly filter: HistoryFilter;
  readonly sort: HistorySort;
}

/** Reads filter and sort of an address; words that it does not know are passed over. */
export function readQuery(params: URLSearchParams): HistoryQuery {
  const known = <T extends string>(name: string, words: readonly T[]): readonly T[] =>
    words.filter((word) => params.getAll(name).includes(word));
  const by = SORTS.find((sort) => sort === params.get('sort')) ?? NEWEST_FIRST.by;
  const text = params.get('q')?.slice(0, 500) ?? '';
  const from = dayStart(params.get('from'));
  const to = dayStart(params.get('to'));
  return {
    filter: compactFilter({
      status: [...known('status', SHOWN_STATUSES)],
      plans: params.getAll('plan'),
      lanes: [...known('lane', LANES)],
      sessions: params.getAll('session') as SessionId[],
      operators: params.getAll('operator'),
      dispositions: [...known('disposition', DISPOSITIONS)],
      ...(from === undefined ? {} : { from }),
      // The last day belongs to what is found.
      ...(to === undefined ? {} : { to: to + DAY_MS }),
      text,
    }),
    sort: { by, descending: params.get('order') !== 'ascending' },
  };
}

/** The address of filter and sort; what is usual is left out. */
export function writeQuery({ filter, sort }: HistoryQuery): URLSearchParams {
  const params = new URLSearchParams();
  const lists = {
    status: filter.status,
    plan: filter.plans,
    lane: filter.lanes,
    session: filter.sessions,
    operator: filter.operators,
    disposition: filter.dispositions,
  };
  if (filter.text !== undefined && filter.text !== '') params.set('q', filter.text);
  for (const [name, words] of Object.entries(lists)) for (const word of words ?? []) params.append(name, word);
  if (filter.from !== undefined) params.set('from', dayName(filter.from));
  if (filter.to !== undefined) params.set('to', dayName(filter.to - DAY_MS));
  if (sort.by !== NEWEST_FIRST.by) params.set('sort', sort.by);
  if (!sort.descending) params.set('order', 'ascending');
  return params;
}

/** The filter without members that let everything through. */
export function compactFilter(filter: HistoryFilter): HistoryFilter {
  const kept = Object.entries(filter).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}

/** True for filters that find the same. */
export function isSameFilter(left: HistoryFilter, right: HistoryFilter): boolean {
  const text = (filter: HistoryFilter) => writeQuery({ filter: compactFilter(filter), sort: NEWEST_FIRST }).toString();
  return text(left) === text(right);
}

/** A day of UTC as `2026-11-19`, from ms. */
export function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The midnight that begins a day of UTC, ms; undefined for what is no day. */
export function dayStart(name: string | null): number | undefined {
  if (name === null || !DAY.test(name)) return undefined;
  const at = Date.parse(`${name}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at;
}
