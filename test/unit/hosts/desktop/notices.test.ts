import { describe, expect, it } from 'vitest';
import { HostEvents } from '#main/hosts/desktop/host-events.ts';
import { noticeOf } from '#main/hosts/desktop/notices.ts';
import { OpenedBundles } from '#main/hosts/desktop/opened-bundles.ts';
import { quitQuestion } from '#main/hosts/desktop/quit-question.ts';
import { trayItems, trayTip } from '#main/hosts/desktop/tray-items.ts';
import type { RunSummary } from '#shared/run/run.ts';

const run = (members: Partial<RunSummary>): RunSummary =>
  ({
    number: 12,
    planName: 'rollout',
    execution: 'running',
    verification: 'pending',
    waitingFor: null,
    reason: '',
    stepsDone: 1,
    stepsTotal: 3,
    ...members,
  }) as RunSummary;
const WAITING = run({ execution: 'waiting', waitingFor: 'approval', reason: 'step apply asks' });
const FAILED = run({ execution: 'finished', verification: 'failed', reason: 'check 1 is red' });
const ALL = { approvals: true, failures: true };

describe('noticeOf', () => {
  it('tells of a decision once, and where it is', () => {
    expect(noticeOf(run({}), WAITING, ALL)).toEqual({
      title: 'R-12 needs a decision',
      body: 'rollout: step apply asks',
      route: '/runs/R-12',
    });
    expect(noticeOf(WAITING, WAITING, ALL)).toBeUndefined();
    expect(noticeOf(undefined, WAITING, ALL)?.title).toBe('R-12 needs a decision');
  });

  it('tells of failures and doubt, not of success', () => {
    expect(noticeOf(run({}), FAILED, ALL)?.title).toBe('R-12 failed');
    expect(noticeOf(run({}), run({ execution: 'finished', verification: 'indeterminate' }), ALL)?.title).toBe(
      'R-12 is in doubt',
    );
    expect(noticeOf(run({}), run({ execution: 'finished', verification: 'passed' }), ALL)).toBeUndefined();
    expect(noticeOf(run({}), run({ execution: 'canceled' }), ALL)).toBeUndefined();
    expect(noticeOf(FAILED, FAILED, ALL)).toBeUndefined();
  });

  it('keeps quiet about what a person does not want to be told', () => {
    expect(noticeOf(run({}), WAITING, { ...ALL, approvals: false })).toBeUndefined();
    expect(noticeOf(run({}), FAILED, { ...ALL, failures: false })).toBeUndefined();
  });
});

it('lists active runs in the tray, and says which wait for a person', () => {
  expect(trayItems([])).toEqual([{ label: 'No run is under way', route: null }]);
  expect(trayItems([WAITING, run({})]).map(({ label }) => label)).toEqual([
    'R-12 rollout: needs a decision',
    'R-12 rollout · 1/3',
  ]);
  expect(trayItems(Array.from({ length: 20 }, () => run({}))).at(-1)).toEqual({ label: '8 more…', route: '/' });
  expect(trayTip([WAITING, run({})])).toBe('Ops Control Room: 2 active, 1 waiting for you');
});

it('offers as many buttons as there are choices, and names the runs', () => {
  const question = quitQuestion(Array.from({ length: 10 }, () => run({})));
  expect(question.buttons).toHaveLength(question.choices.length);
  expect(question.detail).toContain('R-12 rollout\n');
  expect(question.detail).toContain('and 2 more');
});

it('gives a bundle an id of its own, and the same one again', () => {
  const bundles = new OpenedBundles();
  const id = bundles.register('/a/b.opsproof.zip');
  expect(bundles.register('/a/b.opsproof.zip')).toBe(id);
  expect(bundles.register('/a/c.opsproof.zip')).not.toBe(id);
  expect(bundles.path(id)).toBe('/a/b.opsproof.zip');
  expect(bundles.path('/a/b.opsproof.zip')).toBeUndefined();
});

it('tells the state of the window at once, then changes; a route once, also one from before anybody listened', async () => {
  const events = new HostEvents();
  events.navigate('/runs/R-1');
  const stop = new AbortController();
  const told = events.listen(stop.signal);
  expect((await told.next()).value).toMatchObject({ navigate: '/runs/R-1', maximized: false, fullScreen: false });
  const next = told.next();
  events.setState({ maximized: true, fullScreen: false });
  expect((await next).value).toMatchObject({ navigate: null, maximized: true, fullScreen: false });
  const last = told.next();
  events.setState({ maximized: true, fullScreen: false });
  stop.abort();
  expect((await last).done).toBe(true);
});
