import * as z from 'zod';
import type { RunDetail } from '#shared/api/runs.ts';
import type { RunEvent } from '#shared/run/event.ts';
import { isTerminal } from '#shared/run/verdict.ts';
import { runReport } from '../report.ts';
import type { AddTool, Asked } from '../tool.ts';
import { runRef, told } from './find.ts';

/** Longest wait, s: clients give up on a call after a minute. */
const LONGEST_S = 50;
/** How often a client hears that the call is alive, ms. */
const SIGN_MS = 5_000;
/** After these events it may be that nothing more happens by itself. */
const TURNS: ReadonlySet<RunEvent['type']> = new Set([
  'run.finished',
  'run.canceled',
  'run.parked',
  'run.interrupted',
  'wait.opened',
]);

const ENDS = ['ended', 'question', 'paused', 'time'] as const;
type End = (typeof ENDS)[number];

const END_WORDS: Record<End, string> = {
  ended: 'The run has ended.',
  question: 'The run asks a question; it goes on when that is answered (run_answer, or a person).',
  paused: 'An operator holds the run.',
  time: 'The time of this call is up and the run goes on: call run_wait again.',
};

export function addWaitTool(add: AddTool): void {
  add({
    name: 'run_wait',
    title: 'Wait for a run',
    description: `Waits until a run has ended or asks a question, at most ${LONGEST_S} seconds, and tells how it stands. Dropping this call changes nothing about the run. Only “ended” is final; after “time” call it again.`,
    input: z.strictObject({ run: runRef, seconds: z.number().min(0).max(LONGEST_S).default(LONGEST_S) }),
    output: z.strictObject({ waitedFor: z.enum(ENDS), report: runReport }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run(asked, { run, seconds }) {
      const detail = await settled(asked, await asked.calls.runs.get({ ref: run }), seconds);
      const end: End = endOf(detail) ?? 'time';
      const { words, data } = told(asked, detail);
      return { words: `${words}\n${END_WORDS[end]}`, data: { waitedFor: end, report: data } };
    },
  });
}

function endOf({ run, questions }: RunDetail): Exclude<End, 'time'> | undefined {
  if (isTerminal(run.execution)) return 'ended';
  if (questions.length > 0) return 'question';
  return run.paused && (run.execution === 'waiting' || run.execution === 'queued') ? 'paused' : undefined;
}

/** The run once there is something to tell, or the time is up. */
async function settled(asked: Asked, first: RunDetail, seconds: number): Promise<RunDetail> {
  if (endOf(first) !== undefined || seconds === 0) return first;
  const { calls, desk, signal } = asked;
  const { runId } = first.run;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const cancelTime = desk.clock.schedule(seconds * 1000, onAbort);
  const signs = new Signs(asked, first, seconds);
  try {
    const events = await calls.runs.watch({ runId, after: first.head.seq }, { signal: stop.signal });
    for await (const batch of events) {
      signs.add(batch);
      if (!batch.some(({ type }) => TURNS.has(type))) continue;
      const detail = await calls.runs.get({ ref: runId });
      if (endOf(detail) !== undefined) return detail;
    }
  } catch (error) {
    // Its own end is not a failure of the wait.
    if (!stop.signal.aborted) throw error;
  } finally {
    stop.abort();
    cancelTime();
    signs.end();
    signal.removeEventListener('abort', onAbort);
  }
  return calls.runs.get({ ref: runId });
}

/** Tells the client how far the run is: at each step that is settled, and every few seconds. */
class Signs {
  readonly #asked: Asked;
  readonly #total: number;
  readonly #seconds: number;
  readonly #startedAt: number;
  #settled: number;
  #last = -1;
  #cancel = (): void => {};

  constructor(asked: Asked, { run }: RunDetail, seconds: number) {
    this.#asked = asked;
    this.#total = run.stepsTotal;
    this.#settled = run.stepsDone;
    this.#seconds = seconds;
    this.#startedAt = asked.desk.clock.monotonic();
    this.#arm();
  }

  add(events: readonly RunEvent[]): void {
    const settled = events.filter(({ type }) => type === 'step.settled').length;
    if (settled === 0) return;
    this.#settled += settled;
    this.#tell();
  }

  end(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel = this.#asked.desk.clock.schedule(SIGN_MS, () => {
      this.#tell();
      this.#arm();
    });
  }

  #tell(): void {
    const { desk } = this.#asked;
    const waited = Math.round(desk.clock.monotonic() - this.#startedAt) / 1000;
    if (waited <= this.#last) return;
    this.#last = waited;
    const message = `${Math.min(this.#settled, this.#total)} of ${this.#total} steps settled`;
    // A client that is gone does not hear it; the end of the call says so by itself.
    this.#asked.progress(waited, this.#seconds, message).catch(() => {});
  }
}
