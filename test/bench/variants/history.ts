// Looks into the history of a hundred thousand runs: pages, charts or searches, one after another, and the slowest of twenty.
import type { HistoryQuery } from '#main/engine/ports/history.ts';
import { systemClock } from '#main/kernel/clock.ts';
import { boardOf } from '#main/runtime/views/board-view.ts';
import { runDetail } from '#main/runtime/views/run-detail.ts';
import { RunFolds } from '#main/runtime/views/run-folds.ts';
import { openStore } from '#main/store/open-store.ts';
import { report } from '../figures.ts';
import { historyFolder } from '../history-folder.ts';

const [, what = 'page'] = process.argv.slice(2);
const dataDir = await historyFolder();
const store = openStore({ dataDir, clock: systemClock });
const { history } = store;

const page = (more: Partial<HistoryQuery>): HistoryQuery => ({
  filter: {},
  sort: { by: 'started', descending: true },
  offset: 0,
  limit: 100,
  ...more,
});

const SORTS = ['number', 'started', 'run-time', 'plan', 'session'] as const;
const FILTERS: readonly HistoryQuery['filter'][] = [
  {},
  { status: ['failed', 'rolledback', 'indoubt'] },
  { operators: ['schedule'], lanes: ['A', 'B'] },
  { plans: ['rotate-backup', 'verify-role'], dispositions: ['open'] },
];
const WORDS = [
  'exit',
  'exit 42',
  'restore',
  'R-4812',
  'snapshot 17',
  'change',
  'nothing-like-it',
  'release rotate code',
];

/** Every look is another one, as those of a person are. */
const LOOKS: Readonly<Record<string, readonly (() => unknown)[]>> = {
  page: FILTERS.flatMap((filter) =>
    SORTS.flatMap((by) =>
      [true, false].flatMap((descending) =>
        [0, 5000, 90_000].map((offset) => () => history.window(page({ filter, sort: { by, descending }, offset }))),
      ),
    ),
  ),
  stats: FILTERS.flatMap((filter) => [
    () => history.stats(filter),
    () => history.facets(),
    () => history.metrics(Date.UTC(2026, 10, 19, 14)),
  ]),
  search: WORDS.map((text) => () => history.window(page({ filter: { text } }))),
};

const timed = (look: () => unknown): number => {
  const began = performance.now();
  look();
  return performance.now() - began;
};

if (what === 'first') {
  report({ p95Ms: timed(() => history.window(page({}))) });
} else if (what === 'board' || what === 'run') {
  while (history.warm());
  const folds = new RunFolds(store);
  const [session] = store.sessions.list({ archived: false });
  const run = store.runs.find('R-50000');
  if (session === undefined || run === undefined) throw new Error('the runs are not there');
  const at = { now: Date.now(), leaseMs: 10_000 };
  const look = what === 'run' ? () => runDetail(store, folds.get(run.runId)) : () => boardOf(store, folds, session, at);
  report({ p95Ms: timed(look) });
} else {
  while (history.warm());
  const looks = LOOKS[what] ?? [];
  // The first round is the warm-up of the process, as everywhere; a searched text is looked up anew in each.
  const times = Array.from({ length: 6 }, (_, round) =>
    looks.map((look) => {
      if (what === 'search') history.window(page({ filter: { text: `forget ${round} ${Math.random()}` }, limit: 1 }));
      return timed(look);
    }),
  )
    .slice(1)
    .flat()
    .sort((a, b) => a - b);
  report({
    p50Ms: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    p95Ms: times[Math.floor(times.length * 0.95)] ?? Number.NaN,
  });
}
store.close();
