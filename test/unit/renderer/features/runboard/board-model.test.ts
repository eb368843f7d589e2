import { describe, expect, it } from 'vitest';
import {
  cardPhase,
  cardProgress,
  finishedNote,
  isSamePlace,
  itemsById,
  liveWorker,
  movedByKey,
} from '#renderer/features/runboard/board-model.ts';
import { sessionToShow } from '#renderer/features/runboard/current-session.ts';
import type { Board, FinishedItem, LaneView, QueueItem, RunCard } from '#shared/api/board.ts';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import type { RunId, SessionId } from '#shared/run/ids.ts';
import type { RunSummary } from '#shared/run/run.ts';

function run(number: number, changes: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: `run-${number}` as RunId,
    number,
    execution: 'queued',
    verification: 'pending',
    rollback: 'none',
    waitingFor: null,
    paused: false,
    reason: '',
    stepsTotal: 3,
    ...changes,
  } as RunSummary;
}

const queued = (number: number): QueueItem => ({
  run: run(number),
  planTitle: `Plan ${number}`,
  estimateMs: null,
  heldBy: null,
});

const lane = (letter: Lane, queue: readonly QueueItem[] = []): LaneView => ({
  lane: letter,
  policy: { held: false, reserved: false },
  worker: null,
  active: null,
  waiting: [],
  queue,
  finished: [],
  finishedToday: 0,
});

function board(lanes: Partial<Record<Lane, readonly QueueItem[]>>, anyLane: readonly QueueItem[] = []): Board {
  return {
    session: { id: 's' as SessionId, name: 's', createdAt: 0, archivedAt: null },
    lanes: (['A', 'B', 'C', 'D'] as const).map((letter) => lane(letter, lanes[letter])),
    anyLane,
  };
}

const id = (number: number): RunId => `run-${number}` as RunId;

describe('moving a queued run by keys', () => {
  const three = board({ B: [queued(1), queued(2), queued(3)] });

  it('goes before the one above', () => {
    expect(movedByKey(three, id(3), 'up')).toEqual({ lane: 'B', before: id(2) });
  });

  it('goes behind the one below, which is before the one after that', () => {
    expect(movedByKey(three, id(1), 'down')).toEqual({ lane: 'B', before: id(3) });
    expect(movedByKey(three, id(2), 'down')).toEqual({ lane: 'B', before: null });
  });

  it('stops at the ends of the queue and of the lanes', () => {
    expect(movedByKey(three, id(1), 'up')).toBeNull();
    expect(movedByKey(three, id(3), 'down')).toBeNull();
    expect(movedByKey(board({ D: [queued(1)] }), id(1), 'right')).toBeNull();
    expect(movedByKey(board({ A: [queued(1)] }), id(1), 'left')).toBeNull();
  });

  it('goes to the end of the lane beside', () => {
    expect(movedByKey(three, id(2), 'right')).toEqual({ lane: 'C', before: null });
    expect(movedByKey(three, id(2), 'left')).toEqual({ lane: 'A', before: null });
  });

  it('takes a run for any lane into the first one', () => {
    const any = board({}, [queued(4), queued(5)]);
    expect(movedByKey(any, id(5), 'right')).toEqual({ lane: 'A', before: null });
    expect(movedByKey(any, id(5), 'up')).toEqual({ lane: null, before: id(4) });
  });

  it('knows nothing of a run that is not queued', () => {
    expect(movedByKey(three, id(9), 'up')).toBeNull();
  });
});

describe('dropping a queued run', () => {
  const queue = [queued(1), queued(2), queued(3)];

  it('does nothing where the run stands already', () => {
    expect(isSamePlace(queue, id(1), id(2))).toBe(true);
    expect(isSamePlace(queue, id(1), id(1))).toBe(true);
    expect(isSamePlace(queue, id(3), null)).toBe(true);
  });

  it('is a move anywhere else, and in another lane', () => {
    expect(isSamePlace(queue, id(1), id(3))).toBe(false);
    expect(isSamePlace(queue, id(1), null)).toBe(false);
    expect(isSamePlace(queue, id(7), null)).toBe(false);
  });
});

describe('an ended run in words', () => {
  const item = (changes: Partial<FinishedItem>, summary: Partial<RunSummary> = {}): FinishedItem => ({
    run: run(1, { execution: 'finished', ...summary }),
    status: 'succeeded',
    planTitle: 'Plan',
    proofs: { verified: 3, total: 3 },
    runTimeMs: 168_000,
    ...changes,
  });

  it('says why it failed before how long it took', () => {
    expect(finishedNote(item({ status: 'failed' }, { reason: 'step create: exit code 1' }))).toBe(
      'step create: exit code 1 · 2m 48s',
    );
  });

  it('says how long and how many steps of one that passed', () => {
    expect(finishedNote(item({}))).toBe('2m 48s · 3 steps');
    expect(finishedNote(item({}, { stepsTotal: 1 }))).toBe('2m 48s · 1 step');
  });

  it('never leaves out a waiver', () => {
    expect(finishedNote(item({ status: 'waived' }))).toBe('2m 48s · passed with waiver');
  });

  it('says nothing of a time that there was not', () => {
    expect(finishedNote(item({ status: 'canceled', runTimeMs: null }))).toBe('canceled');
  });
});

describe('a card', () => {
  const card = (changes: Partial<RunCard>, summary: Partial<RunSummary> = {}): RunCard => ({
    run: run(1, { execution: 'running', ...summary }),
    status: 'running',
    planTitle: 'Plan',
    startedBy: 'ada',
    steps: [
      { id: 'a', title: 'A', tool: 'shell', state: 'settled', status: 'succeeded' },
      { id: 'b', title: 'B', tool: 'shell', state: 'acting', status: 'running' },
    ],
    current: { index: 1, id: 'b', title: 'B' },
    question: null,
    ...changes,
  });

  it('asks for a decision only where there is a question', () => {
    const question = {} as RunCard['question'];
    expect(cardPhase(card({ question, status: 'approval' }))).toBe('decide');
    expect(cardPhase(card({ question, status: 'indoubt' }))).toBe('doubt');
    expect(cardPhase(card({ status: 'indoubt' }))).toBe('doubt');
    expect(cardPhase(card({}, { paused: true }))).toBe('paused');
    expect(cardPhase(card({}))).toBe('work');
  });

  it('counts only steps that are proved', () => {
    expect(cardProgress(card({}))).toBe('1 of 2 steps verified');
  });
});

it('finds every run of a board', () => {
  const all = board({ A: [queued(1)] }, [queued(2)]);
  expect([...itemsById(all).values()].map((item) => [item.lane, item.run.number])).toEqual([
    [null, 2],
    ['A', 1],
  ]);
});

describe('the session to show', () => {
  const session = (name: string): SessionRow => ({
    id: name as SessionId,
    name,
    createdAt: 0,
    archivedAt: null,
    counts: {},
    activeAt: 0,
  });
  const open = [session('one'), session('two')];
  const archived = [session('old')];

  it('is the asked one, archived or not', () => {
    expect(sessionToShow('old', 'two' as SessionId, open, archived)?.name).toBe('old');
  });

  it('is none where another one than any was asked for', () => {
    expect(sessionToShow('gone', 'two' as SessionId, open, archived)).toBeUndefined();
  });

  it('is the one seen last, else the newest', () => {
    expect(sessionToShow(undefined, 'two' as SessionId, open, archived)?.name).toBe('two');
    expect(sessionToShow(undefined, 'gone' as SessionId, open, archived)?.name).toBe('one');
    expect(sessionToShow(undefined, null, [], archived)?.name).toBe('old');
    expect(sessionToShow(undefined, null, [], [])).toBeUndefined();
  });
});

describe('the worker of a lane', () => {
  const worker = (instance: string, beatAt: number) => ({ instance, host: 'vm', kind: 'app', beatAt });

  it('has the newest heartbeat that was told', () => {
    expect(liveWorker([worker('one', 9)], worker('one', 1))?.beatAt).toBe(9);
  });

  it('is the one that beat last where the lane knows none', () => {
    expect(liveWorker([worker('one', 1), worker('two', 2)], null)?.instance).toBe('two');
    expect(liveWorker([], null)).toBeNull();
  });

  it('stays the lane’s own when the others are heard and it is not', () => {
    expect(liveWorker([worker('two', 9)], worker('one', 1))?.instance).toBe('one');
  });
});
