import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Invalidator, isStale } from '#renderer/client/invalidate.ts';
import { keys } from '#renderer/client/keys.ts';
import type { Topic } from '#shared/api/system.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

const run = { runId: '0199-a' as RunId, number: 7, sessionId: 's1' as SessionId } as RunSummary;
const other = { runId: '0199-b' as RunId, number: 8, sessionId: 's2' as SessionId } as RunSummary;

function staleness(runs: readonly RunSummary[], topics: readonly Topic[] = []) {
  return { runs: new Map(runs.map((one) => [one.runId, one])), topics: new Set(topics) };
}

describe('a changed run', () => {
  test.each([
    ['by its id', keys.run('0199-a')],
    ['by its number', keys.run('7')],
    ['by its label', keys.run('r-7')],
    ['its steps', keys.step(run.runId, 'build')],
    ['its logs', keys.logs(run.runId)],
    ['its session', keys.board(run.sessionId)],
    ['questions', keys.questions()],
    ['counts', keys.metrics()],
    ['history', keys.historyFacets()],
  ])('makes old: %s', (_, key) => {
    expect(isStale(key, staleness([run]))).toBe(true);
  });

  test.each([
    ['another run', keys.run('R-8')],
    ['the steps of another', keys.step(other.runId, 'build')],
    ['another session', keys.board(other.sessionId)],
    ['settings', keys.settings()],
    ['what never changes', keys.planSchema()],
  ])('leaves alone: %s', (_, key) => {
    expect(isStale(key, staleness([run]))).toBe(false);
  });
});

test('a topic makes old what belongs to it, and nothing else', () => {
  expect(isStale(keys.lanes(), staleness([], ['lanes']))).toBe(true);
  expect(isStale(keys.board(run.sessionId), staleness([], ['lanes']))).toBe(true);
  expect(isStale(keys.settings(), staleness([], ['lanes']))).toBe(false);
  expect(isStale(keys.board(run.sessionId), staleness([], ['day']))).toBe(true);
  expect(isStale(keys.metrics(), staleness([], ['day']))).toBe(true);
  expect(isStale(keys.run('R-7'), staleness([], ['day']))).toBe(false);
});

describe('reading anew', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('happens at most ten times a second, and always once more after the last change', async () => {
    const client = new QueryClient();
    let world = 0;
    let reads = 0;
    const observer = new QueryObserver(client, {
      queryKey: keys.run('R-7'),
      queryFn: () => {
        reads += 1;
        return world;
      },
    });
    const stop = observer.subscribe(() => {});
    const invalidator = new Invalidator(client);
    await vi.advanceTimersByTimeAsync(0);
    reads = 0;
    for (let change = 0; change < 1_000; change += 1) {
      world += 1;
      invalidator.add({ runs: [run], topics: [] });
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(reads).toBeGreaterThanOrEqual(9);
    expect(reads).toBeLessThanOrEqual(12);
    expect(observer.getCurrentResult().data).toBe(1_000);
    invalidator.stop();
    stop();
    client.clear();
  });

  test('of something slow comes to its end although it changes all the time', async () => {
    const client = new QueryClient();
    let answers = 0;
    const observer = new QueryObserver(client, {
      queryKey: keys.run('R-7'),
      queryFn: async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        answers += 1;
        return answers;
      },
    });
    const stop = observer.subscribe(() => {});
    const invalidator = new Invalidator(client);
    for (let change = 0; change < 200; change += 1) {
      invalidator.add({ runs: [run], topics: [] });
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(answers).toBeGreaterThanOrEqual(4);
    invalidator.stop();
    stop();
    client.clear();
  });
});
