import type { HistoryStore } from '#main/engine/ports/history.ts';
import type { Facet } from '#shared/api/history.ts';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { SHOWN_STATUSES, type ShownStatus } from '#shared/run/status.ts';
import type { RunIndex } from './run-index.ts';
import { add } from './stats.ts';

/** What the filters offer. */
export function historyFacets(index: RunIndex): ReturnType<HistoryStore['facets']> {
  const columns = index.read();
  const plans = new Uint32Array(columns.plans.all.length);
  const digests = new Uint32Array(columns.plans.all.length);
  const sessions = new Uint32Array(columns.sessions.all.length);
  const operators = new Uint32Array(columns.operators.all.length);
  const status = new Map<ShownStatus, number>();
  let since: number | null = null;
  let total = 0;
  for (let i = 0; i < columns.length; i += 1) {
    if (!columns.has(i)) continue;
    total += 1;
    since ??= columns.created[i] as number;
    increment(plans, columns.plan[i] as number);
    digests[columns.plan[i] as number] = columns.digest[i] as number;
    increment(sessions, columns.session[i] as number);
    increment(operators, columns.operator[i] as number);
    add(status, columns.shown(i));
  }
  const title = (_name: string, k: number) => index.planTitle(columns.digests.all[digests[k] as number] ?? '');
  return {
    plans: facets(columns.plans.all, plans, title),
    sessions: facets(columns.sessions.all as SessionId[], sessions, (id) => index.sessionName(id)),
    operators: facets(columns.operators.all, operators, (name) => name),
    status: Object.fromEntries(status),
    since,
    total,
  };
}

function facets<T extends string>(
  values: readonly T[],
  runs: Uint32Array,
  label: (value: T, k: number) => string,
): readonly Facet<T>[] {
  return values
    .map((value, k) => ({ value, label: label(value, k), runs: runs[k] ?? 0 }))
    .filter((facet) => facet.runs > 0)
    .sort((a, b) => b.runs - a.runs);
}

/** Sessions with what their runs are doing, the last active first. */
export function sessionRows(index: RunIndex, archived: boolean): readonly SessionRow[] {
  const columns = index.read();
  const words = SHOWN_STATUSES.length;
  const counts = new Uint32Array(columns.sessions.all.length * words);
  const activeAt = new Float64Array(columns.sessions.all.length);
  for (let i = 0; i < columns.length; i += 1) {
    if (!columns.has(i)) continue;
    const session = columns.session[i] as number;
    increment(counts, session * words + (columns.status[i] as number));
    for (const at of [columns.created[i], columns.started[i], columns.finished[i]] as number[]) {
      if (at > (activeAt[session] as number)) activeAt[session] = at;
    }
  }
  return [...index.sessions().values()]
    .filter((session) => (session.archivedAt !== null) === archived)
    .map((session): SessionRow => {
      const k = columns.sessions.find(session.id);
      const of = (word: number) => (k === undefined ? 0 : (counts[k * words + word] ?? 0));
      return {
        ...session,
        id: session.id as SessionId,
        counts: Object.fromEntries(SHOWN_STATUSES.map((word, w) => [word, of(w)] as const).filter(([, n]) => n > 0)),
        activeAt: Math.max(session.createdAt, k === undefined ? 0 : (activeAt[k] ?? 0)),
      };
    })
    .sort((a, b) => b.activeAt - a.activeAt || (a.id < b.id ? 1 : -1));
}

function increment(counts: Uint32Array, k: number): void {
  counts[k] = (counts[k] ?? 0) + 1;
}
